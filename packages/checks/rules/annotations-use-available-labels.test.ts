import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from '../thanos/fixture.ts'
import { annotationsUseAvailableLabels } from './annotations-use-available-labels.ts'

const rules = 'ConfigMap/prometheus: '

it('finds a label that the query aggregates away', () => {
  expect(messagesOf(annotationsUseAvailableLabels, [['max by (job, pod)', 'max by (job)']])).toEqual([
    `${rules}alert ThanosCompactHalted uses the label pod, which the query does not keep (max by (job)).`,
  ])
})
it.each<[string, Replacement]>([
  ['a label in by', ['max by (job, pod)', 'max by (pod)']],
  [
    'a query that keeps all labels',
    ['max by (job, pod) (thanos_compact_halted{job=~".*thanos-compact.*"})', 'thanos_compact_halted'],
  ],
  ['the value and external labels', ['{{ $labels.pod }}', '{{ $value }} {{ $externalLabels.cluster }}']],
])('accepts %s', (_, change) => {
  expect(messagesOf(annotationsUseAvailableLabels, [change])).toEqual([])
})

it('finds a label that neither the metric nor its target has', () => {
  expect(
    messagesOf(annotationsUseAvailableLabels, [
      ['max by (job, pod) (thanos_compact_halted{job=~".*thanos-compact.*"})', 'thanos_compact_halted'],
      ['$labels.pod', '$labels.pods'],
    ]),
  ).toEqual([
    `${rules}alert ThanosCompactHalted uses the label pods, which the query does not keep (thanos_compact_halted does not have it).`,
  ])
})

it('finds an external label that Prometheus does not have', () => {
  expect(messagesOf(annotationsUseAvailableLabels, [['{{ $labels.pod }}', '{{ $externalLabels.region }}']])).toEqual([
    `${rules}alert ThanosCompactHalted uses the external label region, which no program that reads the rule has.`,
  ])
})

it('finds a label that the rule itself adds', () => {
  const change: Replacement[] = [
    ['max by (job, pod) (thanos_compact_halted{job=~".*thanos-compact.*"})', 'some_metric'],
    ['for: 5m', 'for: 5m\n            labels: {severity: critical}'],
    ['$labels.pod', '$labels.severity'],
  ]
  expect(messagesOf(annotationsUseAvailableLabels, change)).toEqual([
    `${rules}alert ThanosCompactHalted uses the label severity, which the rule adds only after its templates are filled in.`,
  ])
})
