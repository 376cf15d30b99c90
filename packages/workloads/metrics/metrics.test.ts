import { describe, expect, it } from 'vitest'
import { type MetricFile, type Metrics, metricsIn } from './metric-file.ts'
import { commandsWithSeries, hasAllMetrics, metricOfSeries, metricsOf, versionsWithMetrics } from './metrics.ts'

const file: MetricFile = {
  program: 'a',
  versions: ['1.0.0', '1.1.0', '1.2.0'],
  commands: ['one', 'two'],
  metrics: {
    everywhere: [{ type: 'gauge', labels: [] }],
    new: [{ type: 'counter', since: '1.1.0' }],
    old: [{ type: 'counter', until: '1.1.0' }],
    changed: [
      { type: 'counter', labels: ['x'], until: '1.0.0' },
      { type: 'counter', labels: ['x', 'y'], since: '1.1.0' },
    ],
    ofOne: [{ type: 'summary', labels: [], commands: ['one'] }],
  },
}

describe('metricsIn', () => {
  it.each<[string, string, Metrics]>([
    [
      '1.0.0',
      'one',
      {
        everywhere: { type: 'gauge', labels: [] },
        old: { type: 'counter' },
        changed: { type: 'counter', labels: ['x'] },
        ofOne: { type: 'summary', labels: [] },
      },
    ],
    [
      '1.2.0',
      'two',
      {
        everywhere: { type: 'gauge', labels: [] },
        new: { type: 'counter' },
        changed: { type: 'counter', labels: ['x', 'y'] },
      },
    ],
    ['1.2.0', 'three', {}],
  ])('returns the metrics of %s %s', (version, command, expected) =>
    expect(metricsIn(file, version, command)).toEqual(expected),
  )
})

describe('metricsOf', () => {
  it('returns the metrics of a program with their types and labels', () => {
    expect(metricsOf('alertmanager', '0.34.0', '')).toMatchObject({
      alertmanager_alerts: { type: 'gauge', labels: ['state'] },
      alertmanager_notification_latency_seconds: { type: 'histogram' },
      process_cpu_seconds_total: { type: 'counter', labels: [] },
    })
  })

  it('returns one list for all patch releases', () => {
    expect(metricsOf('alertmanager', 'v0.34.7', '')).toEqual(metricsOf('alertmanager', '0.34.0', ''))
  })

  it.each([
    ['a version without a list', 'alertmanager', 'v0.99.0', ''],
    ['a tag that is not a version', 'alertmanager', 'latest', ''],
    ['an unknown command', 'alertmanager', '0.34.0', 'query'],
    ['an unknown program', 'toString', '1.0.0', ''],
  ])('returns nothing for %s', (_, program, version, command) =>
    expect(metricsOf(program, version, command)).toBeUndefined(),
  )

  it.each([
    ['alertmanager', true],
    ['node-exporter', false],
    ['grafana', false],
  ])('reports whether the list of %s is complete', (program, expected) => expect(hasAllMetrics(program)).toBe(expected))

  it('lists the versions', () => expect(versionsWithMetrics('alertmanager')).toContain('0.34.0'))
})

describe('metricOfSeries', () => {
  const metrics: Metrics = {
    latency: { type: 'histogram' },
    age: { type: 'summary' },
    size_sum: { type: 'gauge' },
    size: { type: 'gauge' },
  }

  it.each([
    ['latency_bucket', 'latency', '_bucket'],
    ['latency', 'latency', ''],
    ['age_count', 'age', '_count'],
    ['size_sum', 'size_sum', ''],
    ['age_bucket', undefined, undefined],
    ['size_count', undefined, undefined],
    ['toString', undefined, undefined],
  ])('finds the metric of %s', (series, name, suffix) => {
    const found = metricOfSeries(metrics, series)
    expect([found?.name, found?.suffix]).toEqual([name, suffix])
  })
})

it.each([
  ['thanos', 'thanos_compact_halted', ['compact']],
  ['thanos', 'thanos_compact_halt', []],
  ['prometheus', 'prometheus_http_request_duration_seconds_bucket', ['']],
  ['prometheus', 'prometheus_tsdb_head_series_bucket', []],
  ['other', 'thanos_compact_halted', []],
])('lists the commands of %s that have the series %s', (program, series, commands) => {
  expect(commandsWithSeries(program, series)).toEqual(commands)
})
