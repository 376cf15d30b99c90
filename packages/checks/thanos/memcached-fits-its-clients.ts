import { listOf, mappingOf, nanoUnits } from '@thanos-gitops/manifest'
import { lastUse, lastValue, type Program, parseBase2Bytes, parseMemcachedSize } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { argumentsPlace, flagPlace } from '../engine/programs.ts'
import { isHeadless, podsOf } from '../engine/services.ts'
import { cacheAddresses, cacheDocuments } from './component-addresses.ts'
import { inContainer, inDocument, memoryLimit, parseAddress, programs, serviceOf, thanos } from './stack.ts'

const mebi = 1024 * 1024

export const memcachedFitsItsClients: Check = {
  name: 'memcached-fits-its-clients',
  id: 'TH033',
  severity: 'error',
  why: 'Thanos chooses the server of a key itself: behind a load balancer every second read misses. memcached that may use more than its limit is killed, with all that it held.',
  remedy:
    'Use a headless Service and dnssrvnoa+ addresses, -m well below the memory limit, and -I equal to max_item_size.',
  source: 'https://thanos.io/tip/components/store.md/#memcached-index-cache',
  *run(context) {
    for (const memcached of programs(context, 'memcached')) yield* memoryProblems(memcached)
    for (const { program, text, place } of cacheAddresses(context)) {
      const address = parseAddress(text)
      const service = address && serviceOf(context, program.container.workload, address)
      if (!address || !service) continue
      if (!isHeadless(service))
        yield {
          ...place,
          message: `Service/${service.object.metadata.name} is not headless, so each server of memcached gets a random part of the keys.`,
          remedy: 'Set clusterIP: None.',
        }
      else if (address.lookup !== 'dnssrvnoa')
        yield {
          ...place,
          message: `${text} finds servers by their addresses, which change at a restart and move the keys.`,
          remedy: `Write dnssrvnoa+_<port>._tcp.${address.host.replace(/^_[^.]+\._tcp\./, '')}.`,
          severity: 'warning',
        }
    }
    yield* itemSizes(context)
  },
}

function* memoryProblems(memcached: Program): Iterable<Problem> {
  const use = lastUse(memcached, 'memory-limit')
  const items = Number(use?.value ?? 64) * mebi
  const limit = memoryLimit(memcached.container)
  const units = typeof limit === 'string' || typeof limit === 'number' ? nanoUnits(limit) : undefined
  if (units === undefined)
    yield {
      ...inContainer(memcached.container, 'resources'),
      message: 'memcached has no memory limit.',
      severity: 'warning',
    }
  else if (items >= Number(units / 10n ** 9n))
    yield {
      ...(use ? flagPlace(memcached, use) : argumentsPlace(memcached)),
      message: `memcached may hold ${use?.value ?? 64}MB of items, and its memory limit is ${String(limit)}.`,
    }
}

/** A client's largest item, 1MiB unless messagesOf otherwise, against the server's. */
function* itemSizes(context: CheckContext): Iterable<Problem> {
  const servers = new Map(programs(context, 'memcached').map((memcached) => [memcached.container.workload, memcached]))
  for (const program of thanos(context, 'store', 'query-frontend'))
    for (const { document } of cacheDocuments(context, program)) {
      const config = mappingOf(mappingOf(document.value).config)
      const largest = parseBase2Bytes(String(config.max_item_size ?? '1MiB'))
      for (const text of listOf(config.addresses).map(String)) {
        const address = parseAddress(text)
        const service = address && serviceOf(context, program.container.workload, address)
        const selected = service ? podsOf(context, service) : []
        const server = selected.flatMap((workload) => servers.get(workload) ?? [])[0]
        const accepted = server && parseMemcachedSize(lastValue(server, 'max-item-size') ?? '1m')
        if (largest === undefined || accepted === undefined || largest <= accepted) continue
        yield {
          ...inDocument(document, 'config', 'max_item_size'),
          message: `items up to ${String(config.max_item_size ?? '1MiB')} are sent, and memcached takes ${lastValue(server!, 'max-item-size') ?? '1m'}.`,
          remedy: 'Set -I of memcached to the same size.',
          severity: 'warning',
        }
      }
    }
}
