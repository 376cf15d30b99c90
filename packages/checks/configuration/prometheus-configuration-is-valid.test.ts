import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from '../thanos/fixture.ts'
import { prometheusConfigurationIsValid } from './prometheus-configuration-is-valid.ts'

it.each<[string, Replacement, string]>([
  [
    'a misspelled field',
    ['scrape_interval: 30s', 'scrape_intervall: 30s'],
    'field scrape_intervall not found in type config.plain.',
  ],
  ['an invalid duration', ['scrape_interval: 30s', 'scrape_interval: 30 s'], 'unknown unit " s" in duration "30 s".'],
  [
    'a timeout above the interval',
    ['scrape_interval: 30s', 'scrape_interval: 30s\n      scrape_timeout: 1m'],
    'global scrape timeout greater than scrape interval.',
  ],
  ['an unknown role', ['role: endpointslice', 'role: endpointslices'], 'unknown Kubernetes SD role "endpointslices".'],
  [
    'an invalid regular expression',
    ['            target_label: job', '            target_label: job\n            regex: (a'],
    'error parsing regexp: missing closing ): `^(?s:(a)$`.',
  ],
  [
    'relabelling without a target',
    ['            target_label: job\n', ''],
    "relabel configuration for replace action requires 'target_label' value.",
  ],
  [
    'two scrape jobs with the same name',
    ['    scrape_configs:\n', '    scrape_configs:\n      - job_name: pods\n'],
    'found multiple scrape configs with job name "pods".',
  ],
])('finds %s', (_, change, message) => {
  expect(messagesOf(prometheusConfigurationIsValid, [change])).toEqual([
    `ConfigMap/prometheus: Prometheus refuses prometheus.yaml: ${message}`,
  ])
})
