import {
  defaultCopies,
  defaultReceive,
  type MappingReader,
  type ReceiveField,
  type ReceiveSettings,
  receiverEndpoints,
  type StringFormat,
  shownValue,
  type YamlPath,
} from '@thanos-gitops/manifest'
import { parsePrometheusDuration } from '@thanos-gitops/workloads'
import { SettingWriter } from '../alerting/setting-writer.ts'
import { readReceiveLimits } from './load-receive-limits.ts'
import { receiveFormats } from './receive-formats.ts'
import { readWholeNumber } from './whole-number.ts'

const keys = [
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
export function readReceive(fields: MappingReader<'receive' | 'components'>): ReceiveSettings | undefined {
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
  const { replicas, replicationFactor, leaving } = readRing(receive)
  const window = readWindow(receive)
  const values: Partial<Record<ReceiveField, unknown>> = {
    replicas,
    replicationFactor,
    endpoints: receiverEndpoints(replicas, leaving),
    // Annotations are strings.
    ...(leaving > 0 ? { leaving: String(leaving) } : {}),
    ...readRouters(receive, writer),
    ...(window === undefined ? {} : { outOfOrderWindow: window }),
    ...optionalString(receive, 'tenantHeader', receiveFormats.header),
    ...optionalString(receive, 'defaultTenant', receiveFormats.tenant),
    ...readReceiveLimits(receive, writer),
  }
  return { values, paths: pathsOf(receive, writer) }
}

interface Ring {
  readonly replicas: number
  readonly replicationFactor: number
  readonly leaving: number
}

/** Each series is on as many receivers of the hashring as it has copies. */
function readRing(receive: ReceiveReader): Ring {
  const factor = readWholeNumber(receive, 'replicationFactor', { from: 1, to: 15, example: defaultCopies })
  const replicas = readWholeNumber(receive, 'replicas', { from: 1, to: mostReceivers, example: 5 })
  const leaving = readWholeNumber(receive, 'leaving', { from: 0, to: mostReceivers - 1, example: 1 }) ?? 0
  const copies = factor ?? defaultCopies
  const ring = { replicas: replicas ?? Math.max(copies, defaultCopies), replicationFactor: copies, leaving }
  const members = ring.replicas - leaving
  const isRead = (key: 'replicas' | 'replicationFactor') =>
    !receive.has(key) || (key === 'replicas' ? replicas : factor) !== undefined
  if (!isRead('replicas') || !isRead('replicationFactor') || members >= copies) return ring
  const at = leaving > 0 ? 'leaving' : receive.has('replicas') ? 'replicas' : 'replicationFactor'
  const count =
    leaving > 0 ? `The hashring has ${members} of ${ring.replicas} receivers` : `There are ${members} receivers`
  receive.problem(
    [at],
    `${count}, but each sample has ${copies} copies${receive.has('replicationFactor') ? '' : ', by default'}: every write would fail.`,
    leaving > 0 && ring.replicas >= copies
      ? `Write leaving: ${ring.replicas - copies} or less, or add receivers with replicas.`
      : `Write replicas: ${copies + leaving} or more, or replicationFactor: ${Math.max(1, members - (1 - (members % 2)))} for fewer copies.`,
  )
  return ring
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
  const ofRing = receive.has('leaving') ? 'leaving' : receive.has('replicas') ? 'replicas' : 'replicationFactor'
  const isRingSet = (['replicas', 'leaving', 'replicationFactor'] as const).some((key) => receive.has(key))
  return new Map<string, YamlPath>([
    ...keys.filter((key) => receive.has(key)).map((key) => [key, [...path, key]] as const),
    ...(isRingSet ? [['endpoints', [...path, ofRing]] as const] : []),
    ...(!receive.has('replicas') && receive.has('replicationFactor')
      ? [['replicas', [...path, 'replicationFactor']] as const]
      : []),
    ...writer.paths,
  ])
}
