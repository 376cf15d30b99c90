/** What is measured and queried: the numbers of `size` in `environment.yaml`. */
export interface Load {
  /** Active series of one Prometheus replica: `prometheus_tsdb_head_series`. */
  readonly series: number
  /** New series in a day, as a part of the active ones. 0.25: each series is replaced every four days. */
  readonly churn: number
  readonly queriesPerSecond: number
  /** Seconds that a large query covers. */
  readonly queryRange: number
  /** Active series that other clusters send to the receivers. */
  readonly receiveSeries: number
}

/** What an environment has, and what decides about sizes besides the load. Seconds and bytes. */
export interface Stack {
  readonly scrapeInterval: number
  /** Of Prometheus. */
  readonly replicas: number
  /** How long Prometheus keeps samples. */
  readonly localRetention: number
  readonly retentionRaw: number
  readonly retention5m: number
  readonly retention1h: number
  /** Concurrent queries of one query pod: `--query.max-concurrent`. */
  readonly maxConcurrent: number
  readonly compactConcurrency: number
  /** Blocks of the same time that are compacted into one: more than 1 if the compactor removes duplicates of replicas. */
  readonly mergedBlocks: number
  readonly ruleRetention: number
  readonly receivers: number
  readonly replicationFactor: number
  readonly receiveRetention: number
  /** Of the query frontend: `max_size` of its cache; 0 for a cache in memcached or Valkey. */
  readonly frontendCache: number
  /** 1 if the store gateway has the index cache in its own memory, 0 if it is in memcached or Valkey. */
  readonly ownIndexCache: number
  /** Pods of memcached. */
  readonly memcachedPods: number
  /** `--index-cache-size`; 0 for the size that follows from the load. */
  readonly indexCacheSet: number
  /** `--chunk-pool-size`; 0 for the size that follows from the load. */
  readonly chunkPoolSet: number
  /** Store gateways that each have a part of the blocks of all times: shards by hash. 1 without them. */
  readonly storeShards: number
  /** Compactors that each have a part of the streams. 1 without shards. */
  readonly compactShards: number
  /** Servers of Prometheus that each scrape a part of the targets. 1 without shards. */
  readonly prometheusShards: number
  /** 1 if Prometheus runs in agent mode: it stores no blocks, and the receivers store the samples of each replica. 0 for a server. */
  readonly agentMode: number
  /** Rulers that each evaluate a part of the groups. 1 without shards. */
  readonly ruleShards: number
}

const day = 86_400

/** The sizes that `size: small` and the others stand for. They differ in the number of series only. */
export const presets = {
  small: { series: 100_000 },
  medium: { series: 1_000_000 },
  large: { series: 3_000_000 },
} as const satisfies Readonly<Record<string, Partial<Load>>>

export type PresetName = keyof typeof presets
export const presetNames = Object.keys(presets) as readonly PresetName[]

/** A load with the defaults of what it does not set: one query per second for 300,000 series. */
export const completeLoad = (load: Partial<Load> & Pick<Load, 'series'>): Load => ({
  churn: 0.25,
  queriesPerSecond: load.series / 300_000,
  queryRange: day,
  receiveSeries: 0,
  ...load,
})

/** The stack of the base, without patches. */
export const baseStack: Stack = {
  scrapeInterval: 30,
  replicas: 2,
  localRetention: day,
  retentionRaw: 90 * day,
  retention5m: 90 * day,
  retention1h: 90 * day,
  maxConcurrent: 20,
  compactConcurrency: 1,
  mergedBlocks: 1,
  ruleRetention: 2 * day,
  receivers: 3,
  replicationFactor: 3,
  receiveRetention: 2 * day,
  frontendCache: 256 * 2 ** 20,
  ownIndexCache: 1,
  memcachedPods: 2,
  indexCacheSet: 0,
  chunkPoolSet: 0,
  storeShards: 1,
  compactShards: 1,
  prometheusShards: 1,
  agentMode: 0,
  ruleShards: 1,
}

const factors: Readonly<Record<string, number>> = { '': 1, k: 1e3, K: 1e3, M: 1e6, G: 1e9 }

/** `3M`, `750k`, `1.5M`, `3000000`; undefined for anything else. Not negative. */
export function parseCount(text: string): number | undefined {
  const [, digits, suffix = ''] = /^(\d+(?:\.\d+)?)([kKMG]?)$/.exec(text) ?? []
  return digits === undefined ? undefined : Number((Number(digits) * factors[suffix]!).toFixed(6))
}
