import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from '../thanos/fixture.ts'
import { prometheusConfigurationIsValid } from './prometheus-configuration-is-valid.ts'

it.each<[string, Replacement, string]>([
  [
    'a misspelled field',
    ['scrape_interval: 30s', 'scrape_intervall: 30s'],
    'prometheus.yaml: unknown field global.scrape_intervall.',
  ],
  [
    'an invalid duration',
    ['scrape_interval: 30s', 'scrape_interval: 30 s'],
    'prometheus.yaml: global.scrape_interval is 30 s, but must be a duration in whole units, such as 30d or 1h30m.',
  ],
  [
    'a timeout above the interval',
    ['scrape_interval: 30s', 'scrape_interval: 30s\n      scrape_timeout: 1m'],
    'scrape_timeout is 1m, which is longer than the scrape interval of 30s.',
  ],
  [
    'an unknown role',
    ['role: endpointslice', 'role: endpointslices'],
    'prometheus.yaml: scrape_configs.0.kubernetes_sd_configs.0.role is endpointslices, but must be one of node, pod, service, endpoints, endpointslice, ingress.',
  ],
  [
    'an invalid regular expression',
    ['            target_label: job', '            target_label: job\n            regex: (a'],
    '(a is not a valid regular expression: missing closing ) (a.',
  ],
  [
    'relabelling without a target',
    ['            target_label: job\n', ''],
    'the action replace requires target_label.',
  ],
  [
    'two scrape jobs with the same name',
    ['    scrape_configs:\n', '    scrape_configs:\n      - job_name: pods\n'],
    'two scrape jobs have the name pods.',
  ],
])('finds %s', (_, change, message) => {
  expect(messagesOf(prometheusConfigurationIsValid, [change])).toEqual([`ConfigMap/prometheus: ${message}`])
})
