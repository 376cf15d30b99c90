import { mappingOf, nanoUnits } from '@thanos-gitops/manifest'
import { bytesOf, lastUse, type Program, parseBase2Bytes } from '@thanos-gitops/workloads'
import type { Check, CheckContext } from '../engine/check.ts'
import { flagPlace } from '../engine/programs.ts'
import { configOf, hasConfig, inContainer, memoryLimit, thanos } from './stack.ts'

const mebi = 1024 * 1024

export const storeMemoryFitsItsCaches: Check = {
  name: 'store-memory-fits-its-caches',
  id: 'TH029',
  severity: 'warning',
  why: 'The index cache and the pool for chunks (2GB unless messagesOf otherwise) are filled in hours, and a store with less memory is killed then. With an index cache below 125MB it does not start.',
  remedy: 'Set a memory limit above --index-cache-size and --chunk-pool-size together, or make those smaller.',
  source:
    'https://thanos.io/tip/components/store.md/, https://github.com/thanos-io/thanos/blob/v0.42.4/pkg/store/cache/inmemory.go',
  *run(context) {
    for (const store of thanos(context, 'store')) {
      const use = lastUse(store, 'index-cache-size')
      const cache = indexCacheOf(context, store)
      const pool = bytesOf(store, 'chunk-pool-size')
      if (use && !hasConfig(store, 'index-cache.config') && cache !== undefined && cache < 125 * mebi)
        yield {
          ...flagPlace(store, use),
          message: `an index cache of ${use.value} has no room for the largest item, 125MB, and the store does not start.`,
          remedy: 'Set --index-cache-size=250MB.',
          severity: 'error',
        }
      const limit = memoryLimit(store.container)
      const units = typeof limit === 'string' || typeof limit === 'number' ? nanoUnits(limit) : undefined
      if (units === undefined) {
        yield {
          ...inContainer(store.container, 'resources'),
          message: 'the store has no memory limit, and takes what the node has.',
        }
        continue
      }
      if (cache === undefined || pool === undefined) continue
      const bytes = Number(units / 10n ** 9n)
      if (bytes <= cache + pool)
        yield {
          ...inContainer(store.container, 'resources', 'limits', 'memory'),
          message: `a limit of ${limit} is below what the caches take: ${Math.ceil((cache + pool) / mebi)}Mi.`,
        }
    }
  },
}

/** Bytes; 0 for a cache elsewhere, undefined where it is not known. */
function indexCacheOf(context: CheckContext, store: Program): number | undefined {
  if (!hasConfig(store, 'index-cache.config')) return bytesOf(store, 'index-cache-size')
  const { type, config } = mappingOf(configOf(context, store, 'index-cache.config')?.value)
  if (typeof type !== 'string') return undefined
  if (type.toUpperCase() !== 'IN-MEMORY') return 0
  const size = mappingOf(config).max_size
  return size === undefined ? 250 * mebi : parseBase2Bytes(String(size))
}
