import { expect, it } from 'vitest'
import { dashboardsSelectExistingSeries } from './dashboards-select-existing-series.ts'
import { messagesIn } from './testing.ts'

const compactor = `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: thanos-compact, namespace: monitoring}
spec:
  selector: {matchLabels: {app: thanos-compact}}
  serviceName: thanos-compact
  template:
    metadata: {labels: {app: thanos-compact}}
    spec:
      containers: [{name: thanos-compact, image: quay.io/thanos/thanos:v0.42.4, args: [compact]}]`

const dashboard = (expr: string, type = 'prometheus'): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'dashboards', namespace: 'monitoring' },
    data: {
      'a.json': JSON.stringify({ panels: [{ title: 'A', datasource: { type, uid: 'a' }, targets: [{ expr }] }] }),
    },
  })

const found = (expr: string, type?: string): readonly string[] =>
  messagesIn(dashboardsSelectExistingSeries, compactor, dashboard(expr, type))

it('finds a metric that no version of the program has', () => {
  expect(found('max(thanos_compact_halt{cluster=~"$cluster"}) or thanos_compact_halt')).toEqual([
    'the panel "A" of a.json: no metric of thanos has the name thanos_compact_halt.',
  ])
})

it.each([
  ['a metric that exists', 'max(thanos_compact_halted{cluster=~"$cluster"})'],
  ['an alternative that exists', 'thanos_compact_halt or thanos_compact_halted'],
  ['a metric of another program', 'rate(http_requests_total{job="$job"}[$__rate_interval])'],
  ['a variable as the metric', 'sum($metric)'],
  ['a query that does not parse', 'sum(thanos_compact_halt'],
])('accepts %s', (_, expr) => expect(found(expr)).toEqual([]))

it('ignores queries of other datasources', () => expect(found('thanos_compact_halt', 'loki')).toEqual([]))
