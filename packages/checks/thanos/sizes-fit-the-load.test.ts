import type { EnvironmentSize } from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import { contextOf, environment, problemsIn, workload } from '../engine/testing.ts'
import { sizesFitTheLoad } from './sizes-fit-the-load.ts'
import { stackOf } from './stack.ts'

const resources = (memory: string, cpu = '4'): string =>
  `resources: {requests: {cpu: ${cpu}, memory: ${memory}}, limits: {memory: 24Gi}}`

const volume = (size: string): string =>
  `volumeClaimTemplates: [{metadata: {name: data}, spec: {resources: {requests: {storage: ${size}}}}}]`

const prometheus = (memory = '16Gi', size = '100Gi', cpu = '4'): string =>
  workload(
    'prometheus',
    `image: quay.io/prometheus/prometheus:v3.13.2
args: [--config.file=/etc/prometheus/prometheus.yaml]
${resources(memory, cpu)}
volumeMounts: [{name: config, mountPath: /etc/prometheus}]`,
    'volumes: [{name: config, configMap: {name: prometheus}}]',
    'StatefulSet',
    `replicas: 3\n${volume(size)}`,
  )

const configMap = (interval: string, retention: string): string => `
apiVersion: v1
kind: ConfigMap
metadata: {name: prometheus, namespace: monitoring}
data:
  prometheus.yaml: |
    global: {scrape_interval: ${interval}, external_labels: {replica: a}}
    storage: {tsdb: {retention: {time: ${retention}}}}
---
`

const thanos = (name: string, args: string): string =>
  workload(name, `image: quay.io/thanos/thanos:v0.42.4\nargs: [${args}]`, '', 'StatefulSet')

const found = (yaml: string, size?: EnvironmentSize): string[] =>
  problemsIn(sizesFitTheLoad, yaml, { environment: { ...environment, ...(size && { size }) } })

const large = { series: 3_000_000 }

describe('an environment with 3 million series', () => {
  it('has no problem where everything is large enough', () => {
    expect(found(prometheus() + configMap('30s', '48h'), large)).toEqual([])
  })

  it.each([
    ['6Gi', '100Gi', '4', 'the memory request 6Gi of prometheus is below 8.98 GiB, which 3,000,000 series need.'],
    ['16Gi', '20Gi', '4', 'the volume 20Gi of prometheus is below 41.5 GiB, which 3,000,000 series need.'],
    ['16Gi', '100Gi', '500m', 'the CPU request 500m of prometheus is below 4 cores, which 3,000,000 series need.'],
  ])('needs more than %s of memory, a volume of %s and %s processors', (memory, size, cpu, message) => {
    expect(found(prometheus(memory, size, cpu) + configMap('30s', '48h'), large)).toEqual([
      expect.stringContaining(`StatefulSet/prometheus: ${message}`),
    ])
  })

  it.each([
    ['Recreate', 0],
    ['Off', 1],
  ])('compares a request with a VerticalPodAutoscaler whose updateMode is %s in %i findings', (updateMode, count) => {
    const autoscaler = `apiVersion: autoscaling.k8s.io/v1\nkind: VerticalPodAutoscaler\nmetadata: {name: prometheus, namespace: monitoring}\nspec: {targetRef: {kind: StatefulSet, name: prometheus}, updatePolicy: {updateMode: "${updateMode}"}}\n---\n`
    expect(found(autoscaler + prometheus('6Gi') + configMap('30s', '48h'), large)).toHaveLength(count)
  })

  it('accepts an amount within a tenth of the estimate', () => {
    expect(found(prometheus('8300Mi') + configMap('30s', '48h'), large)).toEqual([])
  })

  it('reads the scrape interval and the retention', () => {
    expect(found(prometheus() + configMap('5s', '48h'), large)).toEqual([
      expect.stringContaining('the CPU request 4 of prometheus is below 24 cores'),
      expect.stringContaining('the memory limit 24Gi of prometheus is below 44.4 GiB'),
      expect.stringContaining('the volume 100Gi of prometheus is below 249 GiB'),
    ])
  })
})

it('is not checked without a size, and outside of an environment', () => {
  expect(found(prometheus('1Gi'))).toEqual([])
  expect(problemsIn(sizesFitTheLoad, prometheus('1Gi'))).toEqual([])
})

describe('the largest node', () => {
  it.each([
    [
      { memory: 12 * 2 ** 30 },
      'its pods request 16 GiB of memory, and the largest node has 12 GiB (size.largestNode).',
    ],
    [{ cpu: 2 }, 'its pods request 4 cores, and the largest node has 2 cores (size.largestNode).'],
  ])('is larger than each pod: %j', (largestNode, message) => {
    const size = { series: 1000, largestNode }
    expect(found(prometheus() + configMap('30s', '48h'), size)).toEqual([expect.stringContaining(message)])
    expect(
      found(prometheus() + configMap('30s', '48h'), { series: 1000, largestNode: { cpu: 4, memory: 2 ** 34 } }),
    ).toEqual([])
  })
})

describe('stackOf', () => {
  it('reads what decides about the sizes', () => {
    const yaml =
      prometheus() +
      configMap('15s', '36h') +
      thanos(
        'thanos-compact',
        'compact, --retention.resolution-raw=30d, --retention.resolution-5m=60d, --retention.resolution-1h=0d, --compact.concurrency=2, --deduplication.replica-label=replica',
      ) +
      thanos('thanos-store', 'store, --index-cache-size=1GB, --chunk-pool-size=3GB') +
      thanos('thanos-query', 'query, --query.max-concurrent=5') +
      thanos('thanos-rule', 'rule, --tsdb.retention=1d')
    expect(stackOf(contextOf(yaml))).toMatchObject({
      scrapeInterval: 15,
      replicas: 3,
      localRetention: 36 * 3600,
      retentionRaw: 30 * 86_400,
      retention5m: 60 * 86_400,
      // Blocks that are kept forever are computed for three years.
      retention1h: 1095 * 86_400,
      compactConcurrency: 2,
      mergedBlocks: 3,
      maxConcurrent: 5,
      ruleRetention: 86_400,
      indexCacheSet: 2 ** 30,
      chunkPoolSet: 3 * 2 ** 30,
    })
  })

  it('reads which caches are in memcached', () => {
    const cache = '{type: MEMCACHED, config: {addresses: [memcached:11211]}}'
    const yaml =
      thanos('thanos-store', `store, "--index-cache.config=${cache}"`) +
      thanos('thanos-query-frontend', `query-frontend, "--query-range.response-cache-config=${cache}"`)
    expect(stackOf(contextOf(yaml))).toMatchObject({ ownIndexCache: 0, indexCacheSet: 0, frontendCache: 0 })
    expect(stackOf(contextOf(thanos('thanos-store', 'store')))).toMatchObject({ ownIndexCache: 1 })
  })

  it('reads the longest retention of several compactors', () => {
    const compact = (name: string, raw: string) =>
      thanos(name, `compact, --retention.resolution-raw=${raw}, --retention.resolution-5m=60d`)
    const stack = stackOf(contextOf(compact('thanos-compact-a', '30d') + compact('thanos-compact-others', '50d')))
    expect(stack).toMatchObject({ retentionRaw: 50 * 86_400, retention5m: 60 * 86_400 })
  })

  it('does not count merged blocks of receivers', () => {
    const compact = thanos('thanos-compact', 'compact, --deduplication.replica-label=receive_replica')
    expect(stackOf(contextOf(prometheus() + configMap('15s', '36h') + compact))).toMatchObject({ mergedBlocks: 1 })
  })

  it('has the values of the base for components that are missing', () => {
    expect(stackOf(contextOf(workload('web', 'image: example.com/web:1')))).toMatchObject({
      scrapeInterval: 30,
      replicas: 2,
      indexCacheSet: 0,
    })
  })
})
