import type { Unit } from './units.ts'

/** A value that several requirements use. */
export interface Quantity {
  readonly formula: string
  readonly unit: Unit
  readonly why: string
}

/** In the order of their dependencies. */
export const quantities = {
  samplesPerSecond: { formula: 'series / scrapeInterval', unit: 'number', why: 'samples per second of a replica' },
  headSeries: {
    formula: 'series * (1 + churn * headTime / 86400)',
    unit: 'number',
    why: 'series in memory, with those that have ended',
  },
  headMemory: {
    formula: 'headSeries * ((1 - agentMode) * seriesBytes + agentMode * agentSeriesBytes)',
    unit: 'bytes',
    why: 'memory of the head, or of the series of an agent',
  },
  querySeries: {
    formula: 'max(smallestQuerySeries, series * querySeriesPart)',
    unit: 'number',
    why: 'series of a large query',
  },
  querySamples: {
    formula: 'querySeries * queryRange / scrapeInterval',
    unit: 'number',
    why: 'samples of a large query',
  },
  queryMemory: { formula: 'querySamples * decodedSampleBytes', unit: 'bytes', why: 'memory of a large query' },
  queryChunks: { formula: 'querySamples * sampleBytes', unit: 'bytes', why: 'compressed chunks of a large query' },
  concurrentQueries: {
    formula: 'min(maxConcurrent, max(2, ceil(queriesPerSecond * queryTime)))',
    unit: 'number',
    why: 'queries at the same time',
  },
  writeAheadLog: {
    formula:
      'max(smallestWal, samplesPerSecond * max(headTime, agentMode * agentLogTime) * walSampleBytes * walCompression)',
    unit: 'bytes',
    why: 'write-ahead log of Prometheus',
  },
  localBlocks: {
    formula: '(1 - agentMode) * samplesPerSecond * sampleBytes * (localRetention + headTime + smallestBlock)',
    unit: 'bytes',
    why: 'blocks of Prometheus, which an agent does not have',
  },
  receivedSeries: {
    formula: 'receiveSeries + agentMode * replicas * series',
    unit: 'number',
    why: 'active series that arrive at the receivers, with those of each agent',
  },
  receiverSeries: {
    formula: 'receivedSeries * replicationFactor / receivers',
    unit: 'number',
    why: 'active series of a receiver',
  },
  streams: {
    formula: '(1 - agentMode) * replicas + agentMode * receivers',
    unit: 'number',
    why: 'replicas of Prometheus that write blocks; with agents, the receivers',
  },
  streamSeries: {
    formula: '(1 - agentMode) * series + agentMode * receiverSeries',
    unit: 'number',
    why: 'active series of a stream',
  },
  streamSamples: { formula: 'streamSeries / scrapeInterval', unit: 'number', why: 'samples per second of a stream' },
  blockTime: { formula: 'min(retentionRaw, largestBlock)', unit: 'seconds', why: 'time range of the largest block' },
  blockSeries: {
    formula: 'streamSeries * (1 + churn * blockTime / 86400)',
    unit: 'number',
    why: 'series of the largest block',
  },
  blockBytes: {
    formula: 'streamSamples * blockTime * sampleBytes',
    unit: 'bytes',
    why: 'size of the largest block',
  },
  rawBlocks: {
    formula: 'ceil(retentionRaw / largestBlock) + 2',
    unit: 'number',
    why: 'blocks of a stream in full resolution; 2 for those that are not compacted yet',
  },
  downsampledBlocks: {
    formula: 'ceil(retention5m / largestBlock) + ceil(retention1h / largestBlock) + 2',
    unit: 'number',
    why: 'downsampled blocks of a stream',
  },
  indexHeaders: {
    formula: 'streams * (rawBlocks + downsampledBlocks) * blockSeries * indexHeaderBytes',
    unit: 'bytes',
    why: 'index headers of all blocks',
  },
  shardHeaders: {
    formula: 'indexHeaders / storeShards',
    unit: 'bytes',
    why: 'index headers of the blocks of a store gateway',
  },
  indexCache: {
    formula: 'max(smallestIndexCache, series * indexCacheSeriesBytes / storeShards)',
    unit: 'bytes',
    why: 'index cache of the store gateway, unless it is set',
  },
  chunkPool: {
    formula:
      'max(smallestChunkPool, concurrentQueries * querySeries * (ceil(queryRange / largestBlock) + 1) * chunkRequestBytes / storeShards)',
    unit: 'bytes',
    why: 'chunk pool of the store gateway, unless it is set',
  },
  storeMemory: {
    formula: 'storeBytes + ownIndexCache * indexCache + chunkPool + shardHeaders / offsetSampling',
    unit: 'bytes',
    why: 'memory of the store gateway when caches and pool are full',
  },
  cachedChunks: {
    formula: 'series * cachedSeriesPart * queryRange / scrapeInterval * sampleBytes',
    unit: 'bytes',
    why: 'chunks in memcached: those of some series for the time range of a large query',
  },
  memcachedItems: {
    formula: 'max(smallestMemcached, (indexCache + cachedChunks + cachedResponses) / memcachedPods)',
    unit: 'bytes',
    why: 'items of a memcached: its part of the index cache, of the chunks and of the responses',
  },
  valkeyItems: {
    formula: 'max(smallestMemcached, indexCache + cachedChunks + cachedResponses)',
    unit: 'bytes',
    why: 'items of Valkey, whose one pod has all of them; --maxmemory is the memory request',
  },
  compactMemory: {
    formula: 'programBytes + compactConcurrency * blockSeries * compactSeriesBytes',
    unit: 'bytes',
    why: 'memory of the compactor',
  },
  listedBlocks: {
    formula: 'streams * (rawBlocks + downsampledBlocks) * blockMetadataBytes',
    unit: 'bytes',
    why: 'metadata of all blocks, which the page of the bucket lists',
  },
  copyBuffers: {
    formula: 'uploadThreads * uploadPart',
    unit: 'bytes',
    why: 'what is in memory while a block is copied to another bucket',
  },
  recordedSeries: {
    formula: 'series * recordedSeriesPart / ruleShards',
    unit: 'number',
    why: 'series that a ruler records',
  },
  ruleMemory: {
    formula: 'programBytes + recordedSeries * seriesBytes + queryMemory',
    unit: 'bytes',
    why: 'memory of the ruler',
  },
  receiverMemory: {
    formula: 'programBytes + receiverSeries * (1 + churn * headTime / 86400) * seriesBytes',
    unit: 'bytes',
    why: 'memory of a receiver',
  },
  receivedSamples: {
    formula: 'receivedSeries / scrapeInterval',
    unit: 'number',
    why: 'samples per second that arrive',
  },
  routerMemory: {
    formula: 'programBytes + receivedSamples * routedSampleBytes',
    unit: 'bytes',
    why: 'memory of the router of receivers',
  },
  rawBytes: {
    formula: 'streams * streamSamples * retentionRaw * sampleBytes',
    unit: 'bytes',
    why: 'blocks in full resolution',
  },
  downsampledBytes: {
    formula:
      'streams * (streamSamples * sampleBytes * aggregates * scrapeInterval * (retention5m / 300 + retention1h / 3600) + downsampledBlocks * blockSeries * indexSeriesBytes)',
    unit: 'bytes',
    why: 'downsampled blocks, of which the index is the larger part',
  },
  receivedBytes: {
    formula: '(1 - agentMode) * receivedSamples * replicationFactor * retentionRaw * sampleBytes',
    unit: 'bytes',
    why: 'blocks of the receivers in full resolution, beside those of Prometheus',
  },
  bucketBytes: { formula: 'rawBytes + downsampledBytes + receivedBytes', unit: 'bytes', why: 'the bucket' },
} as const satisfies Readonly<Record<string, Quantity>>

export type QuantityName = keyof typeof quantities
