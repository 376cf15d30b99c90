import type { SourceName } from './sources.ts'
import type { Unit } from './units.ts'

export interface Constant {
  readonly value: number
  readonly unit: Unit
  readonly why: string
  readonly source: SourceName
}

const mebibyte = 2 ** 20
const hour = 3600

/** What the formulas take as given. Other sizes of labels, samples and queries are other constants. */
export const constants = {
  seriesBytes: {
    value: 3072,
    unit: 'bytes',
    why: 'memory of a series in the head, with its samples',
    source: 'prometheusMemory',
  },
  agentSeriesBytes: {
    value: 1792,
    unit: 'bytes',
    why: 'memory of a series of an agent, with scrapes and remote write: Prometheus 3.13.2 used 454 MB for 200,000 series',
    source: 'estimate',
  },
  agentLogTime: {
    value: 6 * hour,
    unit: 'seconds',
    why: 'samples that receivers have not confirmed stay for four hours, until the log is truncated every two hours',
    source: 'prometheusAgent',
  },
  headTime: {
    value: 3 * hour,
    unit: 'seconds',
    why: 'a block of two hours is written an hour after its end',
    source: 'prometheusHead',
  },
  smallestBlock: { value: 2 * hour, unit: 'seconds', why: 'the block that is written', source: 'prometheusStorage' },
  sampleBytes: { value: 1.5, unit: 'bytes', why: 'a sample in a block: 1 to 2 bytes', source: 'prometheusStorage' },
  walSampleBytes: {
    value: 13,
    unit: 'bytes',
    why: 'a sample in the write-ahead log: 4 for the series, 1 for the time, 8 for the value',
    source: 'prometheusWal',
  },
  walCompression: {
    value: 0.5,
    unit: 'number',
    why: 'compression halves the write-ahead log',
    source: 'prometheusStorage',
  },
  smallestWal: {
    value: 3 * 128 * mebibyte,
    unit: 'bytes',
    why: 'at least three segments of 128 MB',
    source: 'prometheusStorage',
  },
  fullestVolume: {
    value: 0.8,
    unit: 'number',
    why: 'a volume is at most 80% to 85% full',
    source: 'prometheusStorage',
  },
  headroom: { value: 1.5, unit: 'number', why: '50% more memory for peaks', source: 'mimirCapacity' },
  decodedSampleBytes: {
    value: 16,
    unit: 'bytes',
    why: 'a sample in a query: a time and a value of 8 bytes',
    source: 'prometheusPoint',
  },
  chunkRequestBytes: {
    value: 16_000,
    unit: 'bytes',
    why: 'what the store gateway reads for the chunks of a series in a block (EstimatedMaxChunkSize)',
    source: 'thanosStore',
  },
  largestBlock: {
    value: 14 * 24 * hour,
    unit: 'seconds',
    why: 'the largest compaction level',
    source: 'thanosCompact',
  },
  indexHeaderBytes: {
    value: 12,
    unit: 'bytes',
    why: 'index header of a series in a block: 13 GB for a million series, 365 days and 3 copies',
    source: 'mimirCapacity',
  },
  offsetSampling: {
    value: 32,
    unit: 'number',
    why: 'one of 32 offsets of an index header is in memory',
    source: 'thanosIndexHeader',
  },
  aggregates: {
    value: 5,
    unit: 'number',
    why: 'a downsampled block has count, sum, min, max and counter',
    source: 'thanosDownsample',
  },
  queriesPerCore: {
    value: 10,
    unit: 'number',
    why: 'queries per second of a core of the query or the store gateway',
    source: 'mimirCapacity',
  },
  frontendQueriesPerCore: {
    value: 250,
    unit: 'number',
    why: 'queries per second of a core of the query frontend',
    source: 'mimirCapacity',
  },
  samplesPerCore: {
    value: 25_000,
    unit: 'number',
    why: 'samples per second of a core that receives samples',
    source: 'mimirCapacity',
  },
  routedSampleBytes: {
    value: 1e9 / 25_000,
    unit: 'bytes',
    why: 'memory of a router: 1 GB for 25,000 samples per second',
    source: 'mimirCapacity',
  },
  alertBytes: {
    value: 1e9 / 5000,
    unit: 'bytes',
    why: 'memory of a firing alert: 1 GB for 5,000',
    source: 'mimirCapacity',
  },
  firingAlerts: { value: 500, unit: 'number', why: 'alerts that fire in an outage', source: 'estimate' },
  querySeriesPart: {
    value: 0.002,
    unit: 'number',
    why: 'part of the series that a large query reads',
    source: 'estimate',
  },
  smallestQuerySeries: {
    value: 1000,
    unit: 'number',
    why: 'series of a large query in a small cluster',
    source: 'estimate',
  },
  queryTime: { value: 2, unit: 'seconds', why: 'duration of a large query', source: 'estimate' },
  responseBytes: { value: 16 * mebibyte, unit: 'bytes', why: 'the largest response of a query', source: 'estimate' },
  indexCacheSeriesBytes: {
    value: 640,
    unit: 'bytes',
    why: 'postings and series entries in the index cache, per active series',
    source: 'estimate',
  },
  smallestIndexCache: { value: 128 * mebibyte, unit: 'bytes', why: 'an item has up to 125 MB', source: 'thanosStore' },
  cachedSeriesPart: {
    value: 0.1,
    unit: 'number',
    why: 'series whose chunks stay in memcached, as a part of the active ones',
    source: 'estimate',
  },
  cachedResponses: {
    value: 512 * mebibyte,
    unit: 'bytes',
    why: 'responses of the query frontend in memcached',
    source: 'estimate',
  },
  smallestMemcached: {
    value: 64 * mebibyte,
    unit: 'bytes',
    why: 'memcached accepts items of up to half of its memory: 16 MiB',
    source: 'estimate',
  },
  memcachedOverhead: {
    value: 1.2,
    unit: 'number',
    why: 'connections and the table of keys, in addition to the items',
    source: 'estimate',
  },
  smallestChunkPool: { value: 64 * mebibyte, unit: 'bytes', why: 'the pool of a laptop', source: 'estimate' },
  compactSeriesBytes: {
    value: 512,
    unit: 'bytes',
    why: 'memory of a series while the largest block is written; 10 GB are enough for a medium bucket',
    source: 'estimate',
  },
  compactionMargin: { value: 1.1, unit: 'number', why: 'the cache of block metadata', source: 'estimate' },
  compactionPasses: {
    value: 5,
    unit: 'number',
    why: 'a sample is compacted three times and downsampled twice',
    source: 'thanosCompact',
  },
  compactedSamplesPerCore: {
    value: 2_000_000,
    unit: 'number',
    why: 'samples per second that a core compacts',
    source: 'estimate',
  },
  uploadPart: {
    value: 64 * mebibyte,
    unit: 'bytes',
    why: 'the part of an object that is uploaded at a time (PartSize)',
    source: 'thanosS3',
  },
  uploadThreads: { value: 2, unit: 'number', why: 'parts in memory: one is read, one is sent', source: 'estimate' },
  recordedSeriesPart: {
    value: 0.01,
    unit: 'number',
    why: 'series that the rules of the ruler record, as a part of all',
    source: 'estimate',
  },
  indexSeriesBytes: { value: 100, unit: 'bytes', why: 'index of a series in a downsampled block', source: 'estimate' },
  prometheusBytes: { value: 128 * mebibyte, unit: 'bytes', why: 'Prometheus without series', source: 'estimate' },
  sidecarBytes: { value: 48 * mebibyte, unit: 'bytes', why: 'a sidecar without queries', source: 'estimate' },
  blockMetadataBytes: { value: 64 * 1024, unit: 'bytes', why: 'metadata of a block in memory', source: 'estimate' },
  storeBytes: { value: 32 * mebibyte, unit: 'bytes', why: 'a store gateway without blocks', source: 'estimate' },
  programBytes: { value: 64 * mebibyte, unit: 'bytes', why: 'any other program of Thanos', source: 'estimate' },
  alertmanagerBytes: { value: 64 * mebibyte, unit: 'bytes', why: 'Alertmanager without alerts', source: 'estimate' },
} as const satisfies Readonly<Record<string, Constant>>

export type ConstantName = keyof typeof constants
