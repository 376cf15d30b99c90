import type { SourceName } from './sources.ts'
import type { Unit } from './units.ts'

/** What of a container or a workload has a size. `index cache` and `chunk pool` are arguments of the store gateway, `items` of memcached. */
export const resources = {
  cpu: 'CPU request',
  memory: 'memory request',
  memoryLimit: 'memory limit',
  volume: 'volume',
  indexCache: 'index cache',
  chunkPool: 'chunk pool',
  items: 'items',
} as const

export type Resource = keyof typeof resources

export interface Requirement {
  /** The name of the component, of its workload and of its file. */
  readonly workload: string
  readonly container: string
  readonly resource: Resource
  readonly formula: string
  readonly source: SourceName
}

const of = (
  workload: string,
  container: string,
  formulas: Readonly<Partial<Record<Resource, readonly [formula: string, source: SourceName]>>>,
): readonly Requirement[] =>
  Object.entries(formulas).map(([resource, [formula, source]]) => ({
    workload,
    container,
    resource: resource as Resource,
    formula,
    source,
  }))

const main = (name: string, formulas: Parameters<typeof of>[2]): readonly Requirement[] => of(name, name, formulas)

/** The sizes of one pod of each component. */
export const requirements: readonly Requirement[] = [
  ...main('prometheus', {
    cpu: ['samplesPerSecond / samplesPerCore / prometheusShards', 'mimirCapacity'],
    memory: ['prometheusBytes + headMemory / prometheusShards', 'prometheusMemory'],
    memoryLimit: [
      'headroom * (prometheusBytes + headMemory / prometheusShards) + (1 - agentMode) * concurrentQueries * queryMemory',
      'mimirCapacity',
    ],
    volume: ['(localBlocks + writeAheadLog) / prometheusShards / fullestVolume', 'prometheusStorage'],
  }),
  ...of('prometheus', 'thanos-sidecar', {
    memory: ['sidecarBytes + concurrentQueries * queryChunks / 2', 'estimate'],
    memoryLimit: ['headroom * sidecarBytes + 2 * concurrentQueries * queryChunks', 'estimate'],
  }),
  ...main('thanos-store', {
    cpu: ['queriesPerSecond / queriesPerCore', 'mimirCapacity'],
    memory: ['storeMemory - chunkPool / 2', 'thanosIndexHeader'],
    memoryLimit: ['headroom * storeMemory + concurrentQueries * queryChunks', 'thanosIndexHeader'],
    volume: ['shardHeaders / fullestVolume', 'thanosIndexHeader'],
    indexCache: ['indexCache', 'estimate'],
    chunkPool: ['chunkPool', 'thanosStore'],
  }),
  ...main('thanos-compact', {
    cpu: ['streams * streamSamples * compactionPasses / compactedSamplesPerCore / compactShards', 'estimate'],
    memory: ['compactMemory', 'thanosCompact'],
    memoryLimit: ['headroom * compactMemory', 'thanosCompact'],
    volume: ['compactConcurrency * (mergedBlocks + 1) * blockBytes * compactionMargin', 'thanosCompact'],
  }),
  ...main('thanos-bucket-replicate', {
    memory: ['programBytes + copyBuffers', 'thanosS3'],
    memoryLimit: ['headroom * programBytes + 2 * copyBuffers', 'thanosS3'],
  }),
  ...main('thanos-bucket-web', {
    memory: ['programBytes + listedBlocks', 'estimate'],
    memoryLimit: ['headroom * (programBytes + listedBlocks)', 'estimate'],
  }),
  ...main('thanos-query', {
    cpu: ['queriesPerSecond / queriesPerCore', 'mimirCapacity'],
    memory: ['programBytes + concurrentQueries * queryMemory / 2', 'prometheusPoint'],
    memoryLimit: ['headroom * programBytes + 2 * concurrentQueries * queryMemory', 'prometheusPoint'],
  }),
  ...main('thanos-query-global', {
    cpu: ['queriesPerSecond / queriesPerCore', 'mimirCapacity'],
    memory: ['programBytes + concurrentQueries * responseBytes', 'estimate'],
    memoryLimit: ['headroom * programBytes + 2 * concurrentQueries * queryMemory', 'prometheusPoint'],
  }),
  ...main('thanos-query-frontend', {
    cpu: ['queriesPerSecond / frontendQueriesPerCore', 'mimirCapacity'],
    memory: ['programBytes + frontendCache', 'estimate'],
    memoryLimit: ['headroom * programBytes + 2 * frontendCache + concurrentQueries * responseBytes', 'estimate'],
  }),
  ...main('memcached', {
    memory: ['memcachedOverhead * memcachedItems', 'estimate'],
    memoryLimit: ['headroom * memcachedItems', 'estimate'],
    items: ['memcachedItems', 'estimate'],
  }),
  ...main('valkey', {
    memory: ['valkeyItems', 'estimate'],
    memoryLimit: ['headroom * valkeyItems', 'estimate'],
  }),
  ...main('thanos-rule', {
    cpu: ['recordedSeries / scrapeInterval / samplesPerCore', 'estimate'],
    memory: ['ruleMemory', 'prometheusMemory'],
    memoryLimit: ['headroom * ruleMemory + queryMemory', 'mimirCapacity'],
    volume: [
      '(recordedSeries / scrapeInterval * sampleBytes * (ruleRetention + headTime + smallestBlock) + smallestWal) / fullestVolume',
      'prometheusStorage',
    ],
  }),
  ...main('thanos-receive', {
    cpu: ['receiverSeries / scrapeInterval / samplesPerCore', 'mimirCapacity'],
    memory: ['receiverMemory', 'prometheusMemory'],
    memoryLimit: ['headroom * receiverMemory + concurrentQueries * queryChunks', 'mimirCapacity'],
    volume: [
      '(receiverSeries / scrapeInterval * (sampleBytes * (receiveRetention + headTime + smallestBlock) + headTime * walSampleBytes) + smallestWal) / fullestVolume',
      'prometheusStorage',
    ],
  }),
  ...main('thanos-receive-router', {
    cpu: ['receivedSamples / samplesPerCore', 'mimirCapacity'],
    memory: ['routerMemory', 'mimirCapacity'],
    memoryLimit: ['headroom * routerMemory', 'mimirCapacity'],
  }),
  ...main('alertmanager', {
    memory: ['alertmanagerBytes', 'estimate'],
    memoryLimit: ['headroom * alertmanagerBytes + firingAlerts * alertBytes', 'mimirCapacity'],
  }),
  ...main('seaweedfs', { volume: ['bucketBytes / fullestVolume', 'thanosCompact'] }),
]

export const unitOf = (resource: Resource): Unit => (resource === 'cpu' ? 'cores' : 'bytes')
