import { mappingOf } from '@thanos-gitops/manifest'
import { bytesOf, lastUse, type Program, parseBase2Bytes } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { flagPlace } from '../engine/programs.ts'
import { thanosPrograms } from './components.ts'
import { configOf, hasConfig } from './config-documents.ts'
import { memoryLimit } from './memory-limit.ts'
import { inContainer } from './places.ts'

const mebibyte = 1024 * 1024

export const storeMemoryFitsItsCaches: Check = {
  name: 'store-memory-fits-its-caches',
  id: 'TH029',
  question: 'limits',
  severity: 'warning',
  why: 'The index cache and the chunk pool (2GB by default) fill within hours, and a store gateway with less memory is then killed. A store gateway with an index cache below 125MB does not start.',
  remedy: 'Set a memory limit above the sum of --index-cache-size and --chunk-pool-size, or reduce these sizes.',
  source:
    'https://thanos.io/tip/components/store.md/, https://github.com/thanos-io/thanos/blob/v0.42.4/pkg/store/cache/inmemory.go',
  *run(context) {
    for (const store of thanosPrograms(context, 'store')) {
      const cacheSize = indexCacheSize(context, store)
      if (cacheSize !== undefined && cacheSize < 125 * mebibyte) yield* smallCacheProblem(store)
      yield* limitProblems(store, cacheSize)
    }
  },
}

function* smallCacheProblem(store: Program): Iterable<Problem> {
  const use = lastUse(store, 'index-cache-size')
  if (use && !hasConfig(store, 'index-cache.config'))
    yield {
      ...flagPlace(store, use),
      message: `an index cache of ${use.value} cannot store the largest item of 125MB, so thanos store does not start.`,
      remedy: 'Set --index-cache-size=250MB.',
      severity: 'error',
    }
}

function* limitProblems(store: Program, cacheSize: number | undefined): Iterable<Problem> {
  const limit = memoryLimit(store.container)
  if (limit === undefined) {
    yield {
      ...inContainer(store.container, 'resources'),
      message: 'thanos store has no memory limit, so it can use all memory of the node.',
    }
    return
  }
  const poolSize = bytesOf(store, 'chunk-pool-size')
  if (cacheSize === undefined || poolSize === undefined) return
  if (limit.bytes <= cacheSize + poolSize)
    yield {
      ...inContainer(store.container, 'resources', 'limits', 'memory'),
      message: `the memory limit ${limit.text} is below the size of the caches, which is ${Math.ceil((cacheSize + poolSize) / mebibyte)}Mi.`,
      severity: 'error',
    }
}

/** In bytes: 0 for a cache in another program, undefined if the manifests do not contain the size. */
function indexCacheSize(context: CheckContext, store: Program): number | undefined {
  if (!hasConfig(store, 'index-cache.config')) return bytesOf(store, 'index-cache-size')
  const { type, config } = mappingOf(configOf(context, store, 'index-cache.config')?.value)
  if (typeof type !== 'string') return undefined
  if (type.toUpperCase() !== 'IN-MEMORY') return 0
  const size = mappingOf(config).max_size
  return size === undefined ? 250 * mebibyte : parseBase2Bytes(String(size))
}
