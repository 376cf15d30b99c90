import {
  didYouMean,
  type EnvironmentSize,
  isObject,
  type MappingReader,
  mappingOf,
  nanoUnits,
  shownValue,
} from '@thanos-gitops/manifest'
import { parsePrometheusDuration } from '@thanos-gitops/workloads'
import {
  baseStack,
  completeLoad,
  type OversizedPod,
  oversizedPods,
  parseCount,
  presetNames,
  presets,
  type Stack,
  shownAmount,
  sizesOf,
} from '@thanos-gitops/workloads/sizing'

export const sizeKeys = ['series', 'churn', 'queriesPerSecond', 'queryRange', 'receiveSeries', 'largestNode'] as const

type Fields = MappingReader<'size' | 'components' | 'prometheus'>

const example = 'size: {series: 3M}'

/** Reads `size`: the name of a preset, or numbers. Reports every problem, also a size that no node can hold. */
export function readSize(fields: Fields): EnvironmentSize | undefined {
  const value = fields.value('size')
  if (value === undefined) return undefined
  if (typeof value === 'string' || typeof value === 'number') return readPreset(fields, value)
  const mapping = fields.mapping('size', sizeKeys)
  if (mapping === undefined) return undefined
  if (!mapping.has('series')) mapping.missing('series', 'series: 3M')
  const size = withoutUndefined({
    series: count(mapping, 'series') ?? 0,
    churn: number(mapping, 'churn', 100),
    queriesPerSecond: number(mapping, 'queriesPerSecond', 100_000),
    queryRange: duration(mapping, 'queryRange'),
    receiveSeries: count(mapping, 'receiveSeries'),
    largestNode: readNode(mapping),
  }) as EnvironmentSize
  if (!mapping.isValid) return undefined
  if (size.receiveSeries !== undefined && !fields.list('components').includes('thanos-receive'))
    mapping.keyProblem(
      'receiveSeries',
      'The environment has no receivers that other clusters send series to.',
      'Add thanos-receive to components, or remove receiveSeries.',
      fields.context.codes.invalid,
    )
  for (const pod of oversizedPods(sizesOf(completeLoad(size), stackOf(fields)), size.largestNode ?? {}))
    reportOversized(fields, mapping, size, pod)
  return size
}

/** The base with the mode and the shards of Prometheus, which decide how large its pods are. They are checked where they are read. */
function stackOf(fields: Fields): Stack {
  const { agent, shards } = mappingOf(fields.value('prometheus'))
  const count = isObject(shards) ? shards.count : shards
  return {
    ...baseStack,
    agentMode: agent === true ? 1 : 0,
    ...(typeof count === 'number' && count > 1 ? { prometheusShards: count } : {}),
  }
}

function readPreset(fields: Fields, value: string | number): EnvironmentSize | undefined {
  const name = presetNames.find((preset) => preset === value)
  if (name !== undefined) return presets[name]
  const isCount = parseCount(String(value)) !== undefined
  fields.problem(
    ['size'],
    `size must be one of ${presetNames.join(', ')}, or a mapping with the number of series, not ${shownValue(value)}.`,
    isCount
      ? `Write size: {series: ${value}}`
      : (didYouMean(String(value), presetNames) ?? `Write for example ${example}`),
  )
  return undefined
}

type SizeFields = MappingReader<(typeof sizeKeys)[number]>

/** More is a typing error: `3G` instead of `3M`. */
const mostSeries = 1e9

function count(fields: SizeFields, key: 'series' | 'receiveSeries'): number | undefined {
  const value = fields.value(key)
  if (value === undefined) return undefined
  const parsed = typeof value === 'string' || typeof value === 'number' ? parseCount(String(value)) : undefined
  if (parsed !== undefined && parsed >= 1 && parsed <= mostSeries) return parsed
  fields.problem(
    [key],
    `${key} must be a number from 1 to ${mostSeries / 1e9}G, such as 750k or 3M, not ${shownValue(value)}.`,
    `Write for example ${key}: 3M`,
  )
  return undefined
}

function number(fields: SizeFields, key: 'churn' | 'queriesPerSecond', most: number): number | undefined {
  const value = fields.value(key)
  if (value === undefined || (typeof value === 'number' && value >= 0 && value <= most))
    return value as number | undefined
  fields.problem(
    [key],
    `${key} must be a number from 0 to ${most}, not ${shownValue(value)}.`,
    `Write for example ${key}: ${key === 'churn' ? '0.25' : '10'}`,
  )
  return undefined
}

function duration(fields: SizeFields, key: 'queryRange'): number | undefined {
  const value = fields.value(key)
  if (value === undefined) return undefined
  const milliseconds = typeof value === 'string' ? parsePrometheusDuration(value) : undefined
  if (milliseconds !== undefined && milliseconds > 0) return milliseconds / 1000
  fields.problem(
    [key],
    `${key} must be a duration above 0 as Prometheus writes it, not ${shownValue(value)}.`,
    `Write for example ${key}: 1d`,
  )
  return undefined
}

function readNode(fields: SizeFields): EnvironmentSize['largestNode'] {
  const node = fields.mapping('largestNode', ['cpu', 'memory'])
  if (node === undefined) return undefined
  const amount = (key: 'cpu' | 'memory', sample: string): number | undefined => {
    const value = node.value(key)
    if (value === undefined) return undefined
    const units = typeof value === 'string' || typeof value === 'number' ? nanoUnits(value) : undefined
    if (units !== undefined && units > 0n) return Number(units) / 1e9
    node.problem(
      [key],
      `${key} must be a quantity of Kubernetes above 0, not ${shownValue(value)}.`,
      `Write for example ${key}: ${sample}`,
    )
    return undefined
  }
  return withoutUndefined({ cpu: amount('cpu', '16'), memory: amount('memory', '64Gi') })
}

function reportOversized(fields: Fields, mapping: SizeFields, { series }: EnvironmentSize, pod: OversizedPod): void {
  const { workload, resource, needed, available, parts } = pod
  // SeaweedFS and receivers are optional: an environment without them cannot be too large for them.
  if (workload === 'thanos-receive' && !fields.list('components').includes(workload)) return
  const unit = resource === 'cpu' ? 'cores' : 'bytes'
  const what = resource === 'cpu' ? '' : ' of memory'
  mapping.problem(
    // The receivers of agents also store `series`.
    [workload.startsWith('thanos-receive') && mapping.has('receiveSeries') ? 'receiveSeries' : 'series'],
    `No node can hold a pod of ${workload}: it needs ${shownAmount(needed, unit)}${what}, and the largest node has ${shownAmount(available, unit)}.`,
    `Split the load into ${parts} shards, each an environment of its own with series: ${shownCount(Math.ceil(series / parts))}, or use larger nodes.`,
  )
}

const shownCount = (value: number): string =>
  value >= 1e6 ? `${Math.ceil(value / 1e5) / 10}M` : value >= 1000 ? `${Math.ceil(value / 1000)}k` : String(value)

const withoutUndefined = <T extends object>(fields: T): { [K in keyof T]: NonNullable<T[K]> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: NonNullable<T[K]>
  }
