import {
  defaultCopies,
  defaultReceive,
  endpointsInZones,
  type MappingReader,
  type ReceiveField,
  type ReceiveSettings,
  receiverEndpoints,
  type StringFormat,
  shownValue,
  waveAfterZones,
  type YamlPath,
  zoneShards,
} from '@thanos-gitops/manifest'
import { parsePrometheusDuration } from '@thanos-gitops/workloads'
import { SettingWriter } from '../alerting/setting-writer.ts'
import { readReceiveLimits } from './load-receive-limits.ts'
import { readReceiveZones } from './load-receive-zones.ts'
import { receiveFormats } from './receive-formats.ts'
import { readWholeNumber } from './whole-number.ts'

const keys = [
  'zones',
  'replicas',
  'replicationFactor',
  'leaving',
  'routers',
  'outOfOrderWindow',
  'tenantHeader',
  'defaultTenant',
  'limits',
] as const
type ReceiveReader = MappingReader<(typeof keys)[number]>

/** The receivers keep samples for that time. */
const longestWindow = 48 * 36e5
export const mostReceivers = 100
export const mostRouters = 50

/** Reads `receive`. Undefined without the setting. */
export function readReceive(fields: MappingReader<'receive' | 'components' | 'zones'>): ReceiveSettings | undefined {
  const receive: ReceiveReader | undefined = fields.mapping('receive', keys)
  if (receive === undefined) return undefined
  if (!fields.list('components').includes('thanos-receive'))
    fields.keyProblem(
      'receive',
      'The environment has no receivers.',
      'Add thanos-receive to components, or remove receive.',
      fields.context.codes.invalid,
    )
  const writer = new SettingWriter()
  const { zones, replicas, replicationFactor, leaving } = readRing(receive, fields.value('zones'))
  const count = zones?.length ?? 1
  const window = readWindow(receive)
  const values: Partial<Record<ReceiveField, unknown>> = {
    replicas: replicas / count,
    replicationFactor,
    endpoints: zones === undefined ? receiverEndpoints(replicas, leaving) : endpointsInZones(zones, replicas, leaving),
    // Annotations are strings.
    ...(leaving > 0 ? { leaving: String(leaving / count) } : {}),
    ...(zones === undefined ? {} : { routersWave: waveAfterZones }),
    ...readRouters(receive, writer),
    ...(window === undefined ? {} : { outOfOrderWindow: window }),
    ...optionalString(receive, 'tenantHeader', receiveFormats.header),
    ...optionalString(receive, 'defaultTenant', receiveFormats.tenant),
    ...readReceiveLimits(receive, writer),
  }
  return { values, paths: pathsOf(receive, writer), ...(zones === undefined ? {} : { zones: zoneShards(zones) }) }
}

interface Ring {
  readonly zones: readonly string[] | undefined
  /** Of all zones together. */
  readonly replicas: number
  readonly replicationFactor: number
  readonly leaving: number
}

/** Each series is on as many receivers of the hashring as it has copies, and zones have equal numbers of receivers. */
function readRing(receive: ReceiveReader, zonesOfCluster: unknown): Ring {
  const factor = readWholeNumber(receive, 'replicationFactor', { from: 1, to: 15, example: defaultCopies })
  const replicas = readWholeNumber(receive, 'replicas', { from: 1, to: mostReceivers, example: 5 })
  const leaving = readWholeNumber(receive, 'leaving', { from: 0, to: mostReceivers - 1, example: 1 }) ?? 0
  const copies = factor ?? defaultCopies
  const zones = readReceiveZones(receive, copies, zonesOfCluster)
  const least = Math.max(copies, defaultCopies)
  const count = zones?.length ?? 1
  const ring = {
    zones,
    replicas: replicas ?? Math.ceil(least / count) * count,
    replicationFactor: copies,
    leaving,
  }
  const members = ring.replicas - leaving
  const isRead = (key: 'replicas' | 'replicationFactor') =>
    !receive.has(key) || (key === 'replicas' ? replicas : factor) !== undefined
  if (!isRead('replicas') || !isRead('replicationFactor')) return ring
  for (const key of ['replicas', 'leaving'] as const)
    if (ring[key] % count !== 0) {
      reportUnequalZones(receive, key, ring[key], count)
      return { ...ring, zones: undefined }
    }
  if (members >= copies) return ring
  const at = leaving > 0 ? 'leaving' : receive.has('replicas') ? 'replicas' : 'replicationFactor'
  const found =
    leaving > 0 ? `The hashring has ${members} of ${ring.replicas} receivers` : `There are ${members} receivers`
  receive.problem(
    [at],
    `${found}, but each sample has ${copies} copies${receive.has('replicationFactor') ? '' : ', by default'}: every write would fail.`,
    leaving > 0 && ring.replicas >= copies
      ? `Write leaving: ${ring.replicas - copies} or less, or add receivers with replicas.`
      : `Write replicas: ${copies + leaving} or more, or replicationFactor: ${Math.max(1, members - (1 - (members % 2)))} for fewer copies.`,
  )
  return ring
}

/** With unequal zones, a receiver of the smallest zone gets most, and Thanos' hashring can look for a place of a copy forever. */
function reportUnequalZones(receive: ReceiveReader, key: 'replicas' | 'leaving', value: number, zones: number): void {
  const below = value - (value % zones)
  const remedy = below > 0 || key === 'leaving' ? `${below} or ${below + zones}` : `${zones}`
  receive.problem(
    [key],
    `${key} is ${value} for ${zones} zones together, but each zone has the same number of receivers.`,
    `Write ${key}: ${remedy}.`,
  )
}

/** One number, or the bounds of an autoscaler. */
function readRouters(receive: ReceiveReader, writer: SettingWriter): Partial<Record<ReceiveField, unknown>> {
  const value = receive.value('routers')
  if (value === undefined) return { routers: defaultReceive.values.routers }
  const range = { from: 1, to: mostRouters }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { routers: readWholeNumber(receive, 'routers', { ...range, example: 3 }) }
  const bounds = receive.mapping('routers', ['min', 'max'])!
  for (const key of ['min', 'max'] as const)
    if (!bounds.has(key)) bounds.missing(key, `${key}: ${key === 'min' ? 2 : 6}`)
  const min = readWholeNumber(bounds, 'min', { ...range, example: 2 })
  const max = readWholeNumber(bounds, 'max', { ...range, example: 6 })
  if (min !== undefined && max !== undefined && min >= max)
    bounds.problem(
      ['max'],
      `max must be above min, which is ${min}, not ${max}.`,
      `Write max: ${min + 1} or more, or routers: ${min} without an autoscaler.`,
    )
  for (const key of ['min', 'max'])
    writer.write(undefined, { path: [...bounds.context.path, key], steps: [`routers.${key}`] })
  // The number in git counts when the autoscaler is added or removed; the delivery objects ignore it while it exists.
  return { routers: min, 'routers.min': min, 'routers.max': max }
}

function readWindow(receive: ReceiveReader): string | undefined {
  const value = receive.value('outOfOrderWindow')
  if (value === undefined) return undefined
  const time = typeof value === 'string' ? parsePrometheusDuration(value) : undefined
  if (time !== undefined && time > 0 && time <= longestWindow) return value as string
  receive.problem(
    ['outOfOrderWindow'],
    `outOfOrderWindow must be a duration such as 30m, above 0 and at most 48h, for which receivers keep samples, not ${shownValue(value)}.`,
    'Write for example outOfOrderWindow: 30m, or remove it: samples must then arrive in order.',
  )
  return undefined
}

function optionalString(
  receive: ReceiveReader,
  key: 'tenantHeader' | 'defaultTenant',
  format: StringFormat,
): Partial<Record<ReceiveField, unknown>> {
  const value = receive.string(key, format)
  return value === undefined ? {} : { [key]: value }
}

/** Which line sets each value. */
function pathsOf(receive: ReceiveReader, writer: SettingWriter): ReadonlyMap<string, YamlPath> {
  const { path } = receive.context
  const ofRing = (['leaving', 'replicas', 'zones'] as const).find((key) => receive.has(key)) ?? 'replicationFactor'
  const isRingSet = (['zones', 'replicas', 'leaving', 'replicationFactor'] as const).some((key) => receive.has(key))
  return new Map<string, YamlPath>([
    ...keys.filter((key) => receive.has(key)).map((key) => [key, [...path, key]] as const),
    ...(isRingSet ? [['endpoints', [...path, ofRing]] as const] : []),
    ...(receive.has('zones') ? [['routersWave', [...path, 'zones']] as const] : []),
    ...(!receive.has('replicas') && receive.has('replicationFactor')
      ? [['replicas', [...path, 'replicationFactor']] as const]
      : []),
    ...writer.paths,
  ])
}
