import { listOf, mappingOf } from '@thanos-gitops/manifest'
import { lastUse, lastValue, type Program, parseBase2Bytes, parseMemcachedSize } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'
import { isHeadless, podsOf } from '../engine/services.ts'
import { cacheAddresses, cacheDocuments } from './component-addresses.ts'
import { programsNamed, thanosPrograms } from './components.ts'
import { memoryLimit } from './memory-limit.ts'
import { parseAddress, serviceOf } from './parse-address.ts'
import { inContainer, inDocument, placeOfFlag } from './places.ts'

const mebibyte = 1024 * 1024

export const memcachedFitsItsClients: Check = {
  name: 'memcached-fits-its-clients',
  id: 'TH033',
  question: 'limits',
  severity: 'error',
  why: 'Thanos itself selects the server of each key, so behind a load balancer many reads miss the cache. If memcached uses more memory than its limit, it is killed and loses all items. It does not start if an item can be larger than half of its memory.',
  remedy:
    'Use a headless Service and dnssrvnoa+ addresses. Set -m well below the memory limit, and -I to max_item_size.',
  source: 'https://thanos.io/tip/components/store.md/#memcached-index-cache',
  *run(context) {
    for (const memcached of programsNamed(context, 'memcached')) {
      yield* memoryProblems(memcached)
      yield* startProblems(memcached)
    }
    yield* addressProblems(context)
    for (const client of thanosPrograms(context, 'store', 'query-frontend'))
      for (const document of cacheDocuments(context, client)) yield* itemSizeProblems(context, client, document)
  },
}

function* memoryProblems(memcached: Program): Iterable<Problem> {
  const itemMemory = lastUse(memcached, 'memory-limit')?.value ?? 64
  const limit = memoryLimit(memcached.container)
  if (limit === undefined)
    yield {
      ...inContainer(memcached.container, 'resources'),
      message: 'memcached has no memory limit.',
      remedy: 'Set resources.limits.memory well above -m.',
      severity: 'warning',
    }
  else if (Number(itemMemory) * mebibyte >= limit.bytes)
    yield {
      ...placeOfFlag(memcached, 'memory-limit'),
      message: `memcached can store ${itemMemory}MB of items, but its memory limit is ${limit.text}.`,
    }
}

/** memcached ends at once: `Cannot set item size limit higher than 1/2 of memory max.` */
function* startProblems(memcached: Program): Iterable<Problem> {
  const itemMemory = lastUse(memcached, 'memory-limit')?.value ?? '64'
  const largestItem = lastValue(memcached, 'max-item-size') ?? '1m'
  const largestBytes = parseMemcachedSize(largestItem)
  if (largestBytes === undefined || largestBytes <= (Number(itemMemory) * mebibyte) / 2) return
  yield {
    ...placeOfFlag(memcached, 'max-item-size'),
    message: `memcached does not start, because an item of ${largestItem} is larger than half of its ${itemMemory}MB.`,
    remedy: `Set -m to at least ${Math.ceil((2 * largestBytes) / mebibyte)}, or a smaller -I.`,
  }
}

function* addressProblems(context: CheckContext): Iterable<Problem> {
  for (const { program, text, place } of cacheAddresses(context)) {
    const address = parseAddress(text)
    const service = address && serviceOf(context, program.container.workload, address)
    if (!address || !service) continue
    if (!isHeadless(service))
      yield {
        ...place,
        message: `Service/${service.object.metadata.name} is not headless, so each memcached server gets a random part of the keys.`,
        remedy: 'Set clusterIP: None.',
        severity: 'warning',
      }
    else if (address.lookup !== 'dnssrvnoa')
      yield {
        ...place,
        message: `${text} identifies servers by IP address, so a server gets other keys after each restart.`,
        remedy: `Write dnssrvnoa+_<port>._tcp.${address.host.replace(/^_[^.]+\._tcp\./, '')}.`,
        severity: 'warning',
      }
  }
}

/** Compares the largest item of a client with the largest item that the server accepts. */
function* itemSizeProblems(context: CheckContext, client: Program, document: EmbeddedDocument): Iterable<Problem> {
  const { max_item_size: maxItemSize = '1MiB', addresses } = mappingOf(mappingOf(document.value).config)
  const largestItem = parseBase2Bytes(String(maxItemSize))
  for (const address of listOf(addresses).map(String)) {
    const server = memcachedBehind(context, client, address)
    const limit = server && (lastValue(server, 'max-item-size') ?? '1m')
    const limitBytes = limit === undefined ? undefined : parseMemcachedSize(limit)
    if (largestItem === undefined || limitBytes === undefined || largestItem <= limitBytes) continue
    yield {
      ...inDocument(document, 'config', 'max_item_size'),
      message: `Thanos sends items up to ${String(maxItemSize)}, but memcached accepts items up to ${limit}.`,
      remedy: 'Set -I of memcached to the same size.',
      severity: 'warning',
    }
  }
}

function memcachedBehind(context: CheckContext, client: Program, text: string): Program | undefined {
  const address = parseAddress(text)
  const service = address && serviceOf(context, client.container.workload, address)
  const workloads = service ? podsOf(context, service) : []
  const servers = programsNamed(context, 'memcached')
  return workloads
    .map((workload) => servers.findLast(({ container }) => container.workload === workload))
    .find((server) => server !== undefined)
}
