import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { constants } from './constants.ts'
import { evaluate, namesIn } from './expression.ts'
import { baseStack, completeLoad, type Load, type Stack } from './load.ts'
import { oversizedPods } from './pods.ts'
import { quantities } from './quantities.ts'
import { requirements, resources } from './requirements.ts'
import { sizesOf, unitOfName, valuesOf } from './sizes.ts'

const day = 86_400
const Mi = 2 ** 20
const Gi = 2 ** 30
const Ti = 2 ** 40

const keys = requirements.map(({ container, resource }) => `${container} ${resources[resource]}`)

function sizes(load: Load, stack: Stack): Readonly<Record<string, number>> {
  const value = valuesOf(load, stack)
  return Object.fromEntries(requirements.map(({ formula }, index) => [keys[index]!, evaluate(formula, value)]))
}

// Computed by hand: 3 million series, 30 s, 48 h in Prometheus, 400 days in the bucket.
const production: Stack = {
  ...baseStack,
  localRetention: 2 * day,
  retentionRaw: 400 * day,
  retention5m: 400 * day,
  retention1h: 400 * day,
  frontendCache: Gi,
}
const received = { ...completeLoad({ series: 3_000_000 }), receiveSeries: 1_000_000 }

describe('the sizes of 3 million series', () => {
  const all = sizes(received, production)
  // 3M × (1 + 0.25 × 3 / 24) series of 3 KiB.
  const head = 3_093_750 * 3072
  // 6,000 series of a day at 30 s.
  const samples = 17_280_000
  // 3M × (1 + 0.25 × 14).
  const blockSeries = 13_500_000
  // 2 replicas; 29 blocks in each of 3 resolutions, and 4 that are not compacted yet.
  const headers = 2 * 91 * blockSeries * 12
  const cache = 3_000_000 * 640
  const pool = 20 * 6000 * 2 * 16_000
  const store = 32 * Mi + cache + pool + headers / 32
  // 2 pods: the index cache, chunks of 300,000 series for a day, and responses.
  const items = (cache + 300_000 * 2880 * 1.5 + 512 * Mi) / 2
  const compact = 64 * Mi + blockSeries * 512
  const web = 64 * Mi + 2 * 91 * 64 * 1024
  const rule = 64 * Mi + 30_000 * 3072 + samples * 16
  const receiver = 64 * Mi + 1_000_000 * 1.03125 * 3072
  const router = 64 * Mi + (1_000_000 / 30) * 40_000

  it.each<[string, number]>([
    ['prometheus CPU request', 4],
    ['prometheus memory request', 128 * Mi + head],
    ['prometheus memory limit', 1.5 * (128 * Mi + head) + 20 * samples * 16],
    // 53 hours of 1.5 bytes, 3 hours of 6.5 bytes.
    ['prometheus volume', (100_000 * (53 * 3600 * 1.5 + 3 * 3600 * 6.5)) / 0.8],
    ['thanos-sidecar memory request', 48 * Mi + 10 * samples * 1.5],
    ['thanos-sidecar memory limit', 72 * Mi + 40 * samples * 1.5],
    ['thanos-store CPU request', 1],
    ['thanos-store memory request', store - pool / 2],
    ['thanos-store memory limit', 1.5 * store + 20 * samples * 1.5],
    ['thanos-store volume', headers / 0.8],
    ['thanos-store index cache', cache],
    ['thanos-store chunk pool', pool],
    ['thanos-compact CPU request', 0.5],
    ['thanos-compact memory request', compact],
    ['thanos-compact memory limit', 1.5 * compact],
    // The parts and the whole of two weeks, 169 GiB each.
    ['thanos-compact volume', 2 * 100_000 * 14 * day * 1.5 * 1.1],
    ['thanos-bucket-replicate memory request', 192 * Mi],
    ['thanos-bucket-replicate memory limit', (96 + 256) * Mi],
    ['thanos-bucket-web memory request', web],
    ['thanos-bucket-web memory limit', 1.5 * web],
    ['thanos-query CPU request', 1],
    ['thanos-query memory request', 64 * Mi + 10 * samples * 16],
    ['thanos-query memory limit', 96 * Mi + 40 * samples * 16],
    ['thanos-query-global CPU request', 1],
    ['thanos-query-global memory request', 64 * Mi + 20 * 16 * Mi],
    ['thanos-query-global memory limit', 96 * Mi + 40 * samples * 16],
    ['thanos-query-frontend CPU request', 0.04],
    ['thanos-query-frontend memory request', 64 * Mi + Gi],
    ['thanos-query-frontend memory limit', 96 * Mi + 2 * Gi + 20 * 16 * Mi],
    ['memcached memory request', 1.2 * items],
    ['memcached memory limit', 1.5 * items],
    ['memcached items', items],
    ['valkey memory request', 2 * items],
    ['valkey memory limit', 3 * items],
    ['thanos-rule CPU request', 0.04],
    ['thanos-rule memory request', rule],
    ['thanos-rule memory limit', 1.5 * rule + samples * 16],
    ['thanos-rule volume', (1000 * 53 * 3600 * 1.5 + 384 * Mi) / 0.8],
    ['thanos-receive CPU request', 1_000_000 / 30 / 25_000],
    ['thanos-receive memory request', receiver],
    ['thanos-receive memory limit', 1.5 * receiver + 20 * samples * 1.5],
    ['thanos-receive volume', ((1_000_000 / 30) * 3600 * (53 * 1.5 + 3 * 13) + 384 * Mi) / 0.8],
    ['thanos-receive-router CPU request', 1_000_000 / 30 / 25_000],
    ['thanos-receive-router memory request', router],
    ['thanos-receive-router memory limit', 1.5 * router],
    ['alertmanager memory request', 64 * Mi],
    ['alertmanager memory limit', 96 * Mi + 100e6],
  ])('include the %s', (key, expected) => expect(all[key]).toBeCloseTo(expected, 3))

  it('include the bucket, whose downsampled blocks are smaller than the raw ones', () => {
    const value = valuesOf(completeLoad({ series: 3_000_000 }), production)
    const raw = 2 * 100_000 * 400 * day * 1.5
    const aggregates = 2 * 100_000 * 1.5 * 5 * 30 * (400 * day) * (1 / 300 + 1 / 3600)
    const indexes = 2 * 60 * blockSeries * 100
    expect(value('rawBytes')).toBeCloseTo(raw, 0)
    expect(value('downsampledBytes')).toBeCloseTo(aggregates + indexes, 0)
    expect(value('bucketBytes') / Ti).toBeCloseTo(14.7, 1)
    expect(all['seaweedfs volume']).toBeGreaterThan(value('bucketBytes'))
  })

  it('have no index cache in a store gateway whose index cache is in memcached', () => {
    const limit = sizes(received, { ...production, ownIndexCache: 0 })['thanos-store memory limit']
    expect(limit).toBeCloseTo(1.5 * (store - cache) + 20 * samples * 1.5, 3)
  })

  it('are all tested', () => {
    expect(Object.keys(all)).toHaveLength(requirements.length)
    expect(new Set(keys).size).toBe(48)
  })
})

describe('the formulas', () => {
  const formulas = [...Object.values(quantities), ...requirements].map(({ formula }) => formula)

  it('use only inputs, constants and quantities, and every one of them is used', () => {
    const inputs = [...Object.keys(received), ...Object.keys(baseStack)]
    const known = [...inputs, ...Object.keys(constants), ...Object.keys(quantities)]
    const used = new Set(formulas.flatMap(namesIn))
    expect([...used].filter((name) => !known.includes(name))).toEqual([])
    // These replace the quantities of their names.
    const replacements = ['indexCacheSet', 'chunkPoolSet']
    expect(known.filter((name) => !used.has(name) && !replacements.includes(name)).sort()).toEqual([])
    for (const name of known) expect(unitOfName(name), name).toBeDefined()
  })

  it('show the values of their names', () => {
    const [cpu] = sizesOf(received, production)
    expect(cpu!.arithmetic).toBe('samplesPerSecond 100,000 ÷ samplesPerCore 25,000 ÷ prometheusShards 1')
    const cache = sizesOf(received, production).find(({ resource }) => resource === 'indexCache')
    expect(cache!.arithmetic).toBe(
      'max(smallestIndexCache 128 MiB, series 3,000,000 × indexCacheSeriesBytes 640 B ÷ storeShards 1)',
    )
  })
})

it('uses the index cache and the chunk pool that a patch sets', () => {
  const value = valuesOf(received, { ...production, indexCacheSet: Gi, chunkPoolSet: 2 * Gi })
  expect([value('indexCache'), value('chunkPool')]).toEqual([Gi, 2 * Gi])
})

it('divides what a store gateway holds by its shards', () => {
  const shards = { ...production, storeShards: 4 }
  const [one, four] = [valuesOf(received, production), valuesOf(received, shards)]
  expect(four('shardHeaders')).toBe(one('indexHeaders') / 4)
  expect(sizes(received, shards)['thanos-store volume']).toBeCloseTo(
    sizes(received, production)['thanos-store volume']! / 4,
  )
  expect(four('storeMemory')).toBeLessThan(one('storeMemory') / 2)
})

it('divides what Prometheus holds by its shards', () => {
  const four = sizes(received, { ...production, prometheusShards: 4 })
  const one = sizes(received, production)
  for (const size of ['prometheus volume', 'prometheus CPU request']) expect(four[size]).toBeCloseTo(one[size]! / 4)
  expect(four['prometheus memory request']).toBeLessThan(one['prometheus memory request']! / 3)
  expect(four['thanos-store volume']).toBe(one['thanos-store volume'])
})

it('moves what Prometheus stores to the receivers in agent mode', () => {
  const agents = { ...production, agentMode: 1 }
  const value = valuesOf(received, agents)
  // 2 agents with 3M series, and 1M of other clusters, each three times on 3 receivers.
  expect(value('receiverSeries')).toBe(7_000_000)
  expect(value('receivedSamples')).toBeCloseTo(7_000_000 / 30)
  // The blocks of 3 receivers, of which each has 7M series.
  expect(value('rawBytes')).toBeCloseTo(3 * (7_000_000 / 30) * 400 * day * 1.5, 0)
  expect(value('receivedBytes')).toBe(0)
  expect(value('indexHeaders')).toBe(3 * 91 * 7_000_000 * 4.5 * 12)
  const all = sizes(received, agents)
  expect(all['prometheus memory request']).toBe(128 * Mi + 3_093_750 * constants.agentSeriesBytes.value)
  expect(all['prometheus memory limit']).toBe(1.5 * all['prometheus memory request']!)
  // Six hours of 6.5 bytes.
  expect(all['prometheus volume']).toBeCloseTo((100_000 * 6 * 3600 * 6.5) / 0.8, 3)
  expect(all['thanos-compact volume']).toBeCloseTo(2 * (7_000_000 / 30) * 14 * day * 1.5 * 1.1, 3)
})

it('divides what the ruler records by its shards', () => {
  const four = sizes(received, { ...production, ruleShards: 4 })
  const one = sizes(received, production)
  expect(four['thanos-rule CPU request']).toBeCloseTo(one['thanos-rule CPU request']! / 4)
  for (const size of ['thanos-rule volume', 'thanos-rule memory request']) expect(four[size]).toBeLessThan(one[size]!)
})

it('needs a part of the largest block if the bucket keeps blocks for a shorter time', () => {
  const short = { ...production, retentionRaw: 7 * day }
  expect(sizes(received, short)['thanos-compact volume']).toBeCloseTo(2 * 100_000 * 7 * day * 1.5 * 1.1, 3)
})

describe('more load', () => {
  const load = fc.record({
    series: fc.integer({ min: 1, max: 100_000_000 }),
    churn: fc.double({ min: 0, max: 10, noNaN: true }),
    queriesPerSecond: fc.double({ min: 0, max: 1000, noNaN: true }),
    queryRange: fc.integer({ min: 60, max: 90 * day }),
    receiveSeries: fc.integer({ min: 0, max: 100_000_000 }),
  })
  const moreIsMore = (change: (load: Load, stack: Stack, factor: number) => [Load, Stack]): void =>
    fc.assert(
      fc.property(load, fc.double({ min: 1, max: 20, noNaN: true }), (one, factor) => {
        const before = sizes(one, production)
        const after = sizes(...change(one, production, factor))
        for (const key of keys) expect(after[key], key).toBeGreaterThanOrEqual(before[key]! * (1 - 1e-9))
      }),
    )

  it.each(['series', 'churn', 'queriesPerSecond', 'queryRange', 'receiveSeries'] as const)(
    'of %s never needs less',
    (name) => moreIsMore((one, stack, factor) => [{ ...one, [name]: one[name] * factor }, stack]),
  )

  it.each([
    'replicas',
    'localRetention',
    'retentionRaw',
    'retention5m',
    'retention1h',
    'compactConcurrency',
    'mergedBlocks',
    'replicationFactor',
    'receiveRetention',
    'ruleRetention',
    'frontendCache',
    'maxConcurrent',
  ] as const)('or more of %s never needs less', (name) =>
    moreIsMore((one, stack, factor) => [one, { ...stack, [name]: stack[name] * factor }]),
  )

  it('in longer intervals never needs more', () =>
    moreIsMore((one, stack, factor) => [one, { ...stack, scrapeInterval: stack.scrapeInterval / factor }]))
})

describe('oversizedPods', () => {
  const all = sizesOf(completeLoad({ series: 3_000_000 }), baseStack)

  it('finds the pods that no node can hold, with the number of parts that fit', () => {
    expect(
      oversizedPods(all, { cpu: 2, memory: 4 * Gi }).map(({ workload, resource, parts }) => [
        workload,
        resource,
        parts,
      ]),
    ).toEqual([
      ['prometheus', 'cpu', 2],
      ['prometheus', 'memory', 3],
      ['thanos-compact', 'memory', 2],
    ])
  })

  it('adds the containers of a pod', () => {
    const [pod] = oversizedPods(all, { memory: 9 * Gi })
    expect(pod).toMatchObject({
      workload: 'prometheus',
      sizes: [{ container: 'prometheus' }, { container: 'thanos-sidecar' }],
    })
  })

  it('accepts a node without limits, and one that is large enough', () => {
    expect(oversizedPods(all, {})).toEqual([])
    expect(oversizedPods(all, { cpu: 16, memory: 64 * Gi })).toEqual([])
  })
})
