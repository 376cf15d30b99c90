import { type Base, defineComponent, Failure, type KubernetesObject, setting } from '@thanos-gitops/manifest'
import { baseStack, completeLoad, sizesOf } from '@thanos-gitops/workloads/sizing'
import { describe, expect, it } from 'vitest'
import { createRenderer, type RenderedEnvironment } from '../render.ts'
import { exampleFiles, exampleSettings, yamlFile } from '../testing/small-stack.ts'
import type { PromotionSide } from './promotion-side.ts'
import { resize, sizeFileOf, withoutSizes } from './size.ts'
import { sizeMarker } from './size-patches.ts'

const store = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'thanos-store', namespace: setting('namespace') },
  spec: {
    serviceName: 'thanos-store',
    selector: { matchLabels: { app: 'store' } },
    template: {
      metadata: { labels: { app: 'store' } },
      spec: {
        containers: [
          {
            name: 'thanos-store',
            image: 'quay.io/thanos/thanos:v0.42.4',
            args: ['store', '--index-cache-size=256MB', '--chunk-pool-size=512MB'],
            resources: { requests: { cpu: '1', memory: '1Gi' }, limits: { memory: '2Gi' } },
          },
        ],
      },
    },
    volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { resources: { requests: { storage: '5Gi' } } } }],
  },
} as unknown as KubernetesObject

const base: Base = {
  required: [defineComponent('thanos-store', [store])],
  optional: [],
  objectStorage: { rook: defineComponent('rook', []) },
}

const file = sizeFileOf('blue')
const everything = '  - path: /spec/**\n'

function environmentWith(others = '', sizes?: string, policy = everything): PromotionSide {
  const files = exampleFiles({ patches: others, policy })
  const all = sizes === undefined ? files : { ...files, patches: [...files.patches, yamlFile(file, sizes)] }
  return {
    files: all,
    rendered: createRenderer(base)(all) as RenderedEnvironment,
    sources: new Map([
      ['environments/blue/environment.yaml', exampleSettings],
      ['environments/blue/patches/replicas.yaml', others],
      ...(sizes === undefined ? [] : [[file, sizes] as const]),
    ]),
  }
}

const sizesFor = (series: number) => sizesOf(completeLoad({ series }), baseStack)

const resized = (environment: PromotionSide, series = 3_000_000) =>
  resize(base, environment, withoutSizes(base, environment), sizesFor(series))

function problemsOf(work: () => unknown): readonly string[] {
  try {
    work()
  } catch (error) {
    if (error instanceof Failure) return error.findings.map((one) => `${one.place?.line} ${one.message} ${one.remedy}`)
    throw error
  }
  throw new Error('Nothing was refused.')
}

const patch = (path: string, value: string): string => `- target: {kind: StatefulSet, name: thanos-store}
  patch:
    - op: replace
      path: ${path}
      value: ${value}
`
const memory = '/spec/template/spec/containers/[name=thanos-store]/resources/requests/memory'
const storage = '/spec/volumeClaimTemplates/0/spec/resources/requests/storage'

describe('resize', () => {
  it('writes an operation with its arithmetic for each size that differs from the base', () => {
    const { sources, rendered, kept } = resized(environmentWith())
    expect(kept).toEqual([])
    expect(sources.get(file)).toBe(`# yaml-language-server: $schema=../patches.schema.json
${sizeMarker}
# packages/workloads/sizing/README.md explains the formulas and names their sources.
- target: {kind: StatefulSet, name: thanos-store}
  patch:
    # memory request: 3.84 GiB = storeMemory 5.63 GiB - chunkPool 3.58 GiB ÷ 2
    - op: replace
      path: /spec/template/spec/containers/[name=thanos-store]/resources/requests/memory
      value: 4Gi
    # memory limit: 8.93 GiB = headroom 1.5 × storeMemory 5.63 GiB + concurrentQueries 20 × queryChunks 24.7 MiB
    - op: replace
      path: /spec/template/spec/containers/[name=thanos-store]/resources/limits/memory
      value: 9Gi
    # volume: 9.43 GiB = shardHeaders 7.54 GiB ÷ fullestVolume 0.8
    - op: replace
      path: /spec/volumeClaimTemplates/0/spec/resources/requests/storage
      value: 10Gi
    # index cache: 1.79 GiB = max(smallestIndexCache 128 MiB, series 3,000,000 × indexCacheSeriesBytes 640 B ÷ storeShards 1)
    - op: replace
      path: /spec/template/spec/containers/[name=thanos-store]/args/[--index-cache-size]
      value: --index-cache-size=2GB
    # chunk pool: 3.58 GiB = max(smallestChunkPool 64 MiB, concurrentQueries 20 × querySeries 6,000 × (ceil(queryRange 1d ÷ largestBlock 14d) + 1) × chunkRequestBytes 15.6 KiB ÷ storeShards 1)
    - op: replace
      path: /spec/template/spec/containers/[name=thanos-store]/args/[--chunk-pool-size]
      value: --chunk-pool-size=3840MB
`)
    expect(JSON.stringify(rendered.manifests[0]!.object)).toContain(
      '"--index-cache-size=2GB","--chunk-pool-size=3840MB"',
    )
  })

  it('writes the same again, and nothing where all sizes are those of the base', () => {
    const first = resized(environmentWith()).sources.get(file)!
    expect(resized(environmentWith('', first)).sources.get(file)).toBe(first)
    const [size] = sizesFor(3_000_000).filter(
      ({ workload, resource }) => workload === 'thanos-store' && resource === 'cpu',
    )
    const environment = environmentWith()
    expect(resize(base, environment, withoutSizes(base, environment), [size!]).sources).toBe(environment.sources)
  })

  it('never makes a volume smaller', () => {
    const small = resized(environmentWith(), 1000).sources.get(file)!
    expect(small).not.toContain('storage')
    const large = resized(environmentWith()).sources.get(file)!
    const again = resized(environmentWith('', large), 1000).sources.get(file)!
    expect(again).toContain('# volume, and not less than before: ')
    expect(again).toContain(`      path: ${storage}\n      value: 10Gi\n`)
    expect(again).toContain('value: --index-cache-size=128MB')
  })

  it('keeps what another patch sets to an amount that is enough', () => {
    const { sources, kept } = resized(environmentWith(patch(memory, '12Gi')))
    expect(kept.map(({ path, current, setBy }) => [path, current, setBy?.line])).toEqual([[memory, '12Gi', 5]])
    expect(sources.get(file)).not.toContain('requests/memory')
    // The limit is not below the request.
    expect(sources.get(file)).toContain('limits/memory\n      value: 12Gi\n')
  })

  it('refuses an amount of another patch that is too small, at its line', () => {
    expect(problemsOf(() => resized(environmentWith(patch(memory, '1Gi'))))).toEqual([
      `5 thanos-store ${memory} is 1Gi, and the size needs 3.84 GiB (memory request). Nothing was changed. Set it to 4Gi, or remove the operation, so that patches/size.yaml sets it.`,
    ])
  })

  it('refuses to overwrite a file that a person wrote', () => {
    expect(problemsOf(() => resized(environmentWith('', patch(memory, '4Gi'))))[0]).toContain(
      'environments/blue/patches/size.yaml was not written by thanos-gitops size. Nothing was changed. Move its patches',
    )
  })

  it('reports that the policy does not permit a size', () => {
    const problems = problemsOf(() =>
      resized(environmentWith('', undefined, `  - path: ${storage}\n    range: 1Gi..8Gi\n`)),
    )
    expect(problems[0]).toContain('blue does not accept the patch of sizes. Nothing was changed.')
    expect(problems.length).toBeGreaterThan(1)
  })
})
