import { type Invocation, usageError } from '@thanos-gitops/command-line'
import { parsePrometheusDuration } from '@thanos-gitops/workloads'
import { completeLoad, type Load, parseCount, presets, type Stack } from '@thanos-gitops/workloads/sizing'
import type { sizeDeclaration } from './declarations/size.ts'

type Options = Invocation<typeof sizeDeclaration>['options']

/** The load of the options; those of an environment where an option is not given. Undefined without a number of series. */
export function loadOfOptions(options: Options, declared: Load | undefined): Load | undefined {
  const preset = options.preset === undefined ? undefined : presets[options.preset as keyof typeof presets]
  const series = count('series', options.series) ?? preset?.series
  const given = defined({
    series,
    churn: decimal('churn', options.churn, 100),
    queriesPerSecond: decimal('queries-per-second', options['queries-per-second'], 100_000),
    queryRange: duration('query-range', options['query-range']),
    receiveSeries: count('receive-series', options['receive-series']),
  })
  if (declared !== undefined && series === undefined) return { ...declared, ...given }
  return series === undefined ? undefined : completeLoad({ ...given, series })
}

/** The intervals and retention of the options. */
export function stackOfOptions(options: Options): Partial<Stack> {
  const retention = duration('retention', options.retention)
  if (options.replicas !== undefined && (!Number.isInteger(options.replicas) || options.replicas < 1))
    throw usageError('--replicas takes a whole number above 0.', 'For example: --replicas 2')
  return defined({
    retentionRaw: retention,
    retention5m: retention,
    retention1h: retention,
    localRetention: duration('local-retention', options['local-retention']),
    scrapeInterval: duration('scrape-interval', options['scrape-interval']),
    replicas: options.replicas,
  })
}

const mostSeries = 1e9

function count(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const value = parseCount(text)
  if (value !== undefined && value <= mostSeries && (value >= 1 || option === 'receive-series')) return value
  throw usageError(
    `--${option} takes a number up to 1G, such as 750k or 3M, not ${JSON.stringify(text)}.`,
    `For example: --${option} 3M`,
  )
}

function decimal(option: string, text: string | undefined, most: number): number | undefined {
  if (text === undefined) return undefined
  if (/^\d+(\.\d+)?$/.test(text) && Number(text) <= most) return Number(text)
  throw usageError(
    `--${option} takes a number from 0 to ${most}, not ${JSON.stringify(text)}.`,
    `For example: --${option} ${option === 'churn' ? '0.25' : '10'}`,
  )
}

/** In seconds. */
function duration(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const milliseconds = parsePrometheusDuration(text)
  if (milliseconds !== undefined && milliseconds >= 1000) return milliseconds / 1000
  throw usageError(
    `--${option} takes a duration of a second or more as Prometheus writes it, not ${JSON.stringify(text)}.`,
    `For example: --${option} ${option === 'scrape-interval' ? '30s' : '30d'}`,
  )
}

const defined = <T extends object>(fields: T): Partial<{ [K in keyof T]: NonNullable<T[K]> }> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<{
    [K in keyof T]: NonNullable<T[K]>
  }>
