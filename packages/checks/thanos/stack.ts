// What of a stack decides about its sizes: intervals, retention, replicas, caches.
import { listOf, mappingOf, shardLabel, unshardedName } from '@thanos-gitops/manifest'
import {
  bytesOf,
  durationOf,
  type Program,
  parseBase2Bytes,
  parsePrometheusDuration,
  usesOf,
  valueOrDefault,
} from '@thanos-gitops/workloads'
import { baseStack, type Stack } from '@thanos-gitops/workloads/sizing'
import type { CheckContext } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'
import { isRouter, programsNamed, thanosPrograms } from './components.ts'
import { configOf } from './config-documents.ts'
import { agentFlag, configurationOf, externalLabelsOf } from './prometheus.ts'
import { retentionOf } from './retention-outlasts-an-outage.ts'

/** Blocks that are kept forever are computed for three years. */
const longestRetention = 3 * 365 * 86_400

/** Components that the manifests lack have the values of the base. */
export function stackOf(context: CheckContext): Stack {
  const [compact, ...otherCompactors] = thanosPrograms(context, 'compact')
  const [store] = thanosPrograms(context, 'store')
  const rulers = thanosPrograms(context, 'rule')
  const [rule] = rulers
  const receivers = thanosPrograms(context, 'receive')
  const router = receivers.find(isRouter)
  const ingestors = receivers.filter((program) => !isRouter(program))
  const [receiver] = ingestors
  const query = thanosPrograms(context, 'query')[0]
  const prometheusStack = ofPrometheus(context)
  const isOwnIndexCache = store === undefined || !hasSharedIndexCache(context, store)
  return {
    ...prometheusStack,
    ...(compact && ofCompactors([compact, ...otherCompactors])),
    ...(compact && mergesReplicas(context, compact) ? { mergedBlocks: prometheusStack.replicas } : {}),
    maxConcurrent: numberOf(query, 'query.max-concurrent') ?? baseStack.maxConcurrent,
    ruleRetention: secondsOf(rule, 'tsdb.retention') ?? baseStack.ruleRetention,
    // Of all zones.
    receivers: ingestors.length > 0 ? sumOf(ingestors.map(replicasIn)) : baseStack.receivers,
    receiveRetention: secondsOf(receiver, 'tsdb.retention') ?? baseStack.receiveRetention,
    replicationFactor: numberOf(router ?? receiver, 'receive.replication-factor') ?? baseStack.replicationFactor,
    frontendCache: frontendCache(context) ?? baseStack.frontendCache,
    ownIndexCache: isOwnIndexCache ? 1 : 0,
    memcachedPods: programsNamed(context, 'memcached')[0]?.container.workload.replicas ?? baseStack.memcachedPods,
    indexCacheSet: (isOwnIndexCache && store && bytesOf(store, 'index-cache-size')) || 0,
    chunkPoolSet: (store && bytesOf(store, 'chunk-pool-size')) ?? 0,
    storeShards: hashShards(context, store),
    compactShards: hashShards(context, compact),
    ruleShards: shardsOf(rulers),
  }
}

/** The number of workloads that are shards of the first one. 1 without shards. */
function shardsOf([first, ...others]: readonly Program[]): number {
  const isShard = ({ container: { workload } }: Program): boolean =>
    workload.object.object.metadata.labels?.[shardLabel] !== undefined
  if (first === undefined || !isShard(first)) return 1
  const nameOf = ({ container: { workload } }: Program): string => unshardedName(workload.object.object)
  return 1 + others.filter((other) => isShard(other) && nameOf(other) === nameOf(first)).length
}

/** The modulus of shards by hash. Those by time have unequal parts, so each is computed for all blocks. */
function hashShards(context: CheckContext, program: Program | undefined): number {
  const document = program && configOf(context, program, 'selector.relabel-config')
  const hash = listOf(document?.value)
    .map(mappingOf)
    .find(({ action }) => action === 'hashmod')
  return typeof hash?.modulus === 'number' && hash.modulus >= 1 ? hash.modulus : 1
}

function ofPrometheus(context: CheckContext): Stack {
  const [prometheus] = programsNamed(context, 'prometheus')
  if (prometheus === undefined) return baseStack
  const { global } = mappingOf(configurationOf(context, prometheus)?.document.value)
  // Prometheus' own default is a minute.
  const scrapeInterval = seconds(mappingOf(global).scrape_interval) ?? 60
  return {
    ...baseStack,
    scrapeInterval,
    replicas: prometheus.container.workload.replicas ?? baseStack.replicas,
    agentMode: agentFlag(prometheus) === undefined ? 0 : 1,
    prometheusShards: scrapeShards(configurationOf(context, prometheus)?.document.value),
    localRetention: seconds(retentionOf(context, prometheus)?.text) ?? baseStack.localRetention,
  }
}

/** The modulus by which a job of Prometheus selects its targets. */
function scrapeShards(configuration: unknown): number {
  const steps = listOf(mappingOf(configuration).scrape_configs).flatMap((job) =>
    listOf(mappingOf(job).relabel_configs).map(mappingOf),
  )
  const modulus = steps.find(({ action }) => action === 'hashmod')?.modulus
  return typeof modulus === 'number' && modulus >= 1 ? modulus : 1
}

/** Compactors of tenants have different times, of which the longest is that of the largest bucket. */
function ofCompactors(compactors: readonly [Program, ...Program[]]): Partial<Stack> {
  const retention = (resolution: string): number =>
    Math.max(...compactors.map((one) => secondsOf(one, `retention.resolution-${resolution}`) || longestRetention))
  return {
    retentionRaw: retention('raw'),
    retention5m: retention('5m'),
    retention1h: retention('1h'),
    compactConcurrency: numberOf(compactors[0], 'compact.concurrency') ?? baseStack.compactConcurrency,
  }
}

/** Whether the compactor merges the blocks of the replicas of Prometheus, and not only those of receivers. */
function mergesReplicas(context: CheckContext, compact: Program): boolean {
  const [prometheus] = programsNamed(context, 'prometheus')
  const configuration = prometheus && configurationOf(context, prometheus)
  const labels = configuration === undefined ? {} : externalLabelsOf(configuration)
  return usesOf(compact, 'deduplication.replica-label').some(({ value }) => Object.hasOwn(labels, value ?? ''))
}

const replicasIn = ({ container: { workload } }: Program): number => workload.replicas ?? 1

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0)

const numberOf = (program: Program | undefined, flag: string): number | undefined => {
  const text = program && valueOrDefault(program, flag)
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined
}

const secondsOf = (program: Program | undefined, flag: string): number | undefined => {
  const milliseconds = program && durationOf(program, flag)
  return milliseconds === undefined ? undefined : milliseconds / 1000
}

const seconds = (text: unknown): number | undefined => {
  const milliseconds = typeof text === 'string' ? parsePrometheusDuration(text) : undefined
  return milliseconds ? milliseconds / 1000 : undefined
}

/** Whether the cache is in servers that replicas share. */
const isShared = (document: EmbeddedDocument | undefined): boolean =>
  ['MEMCACHED', 'REDIS'].includes(String(mappingOf(document?.value).type).toUpperCase())

const hasSharedIndexCache = (context: CheckContext, store: Program): boolean =>
  isShared(configOf(context, store, 'index-cache.config'))

function frontendCache(context: CheckContext): number | undefined {
  const [frontend] = thanosPrograms(context, 'query-frontend')
  const document = frontend && configOf(context, frontend, 'query-range.response-cache-config')
  if (isShared(document)) return 0
  const size = mappingOf(mappingOf(document?.value).config).max_size
  return size === undefined ? undefined : parseBase2Bytes(String(size))
}
