import { mappingOf } from '@thanos-gitops/manifest'
import { type Program, parseBase2Bytes, programTitle } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'
import { lineOf } from '../engine/line-of.ts'
import { thanosPrograms } from './components.ts'
import { configOf } from './config-documents.ts'
import { inDocument } from './places.ts'
import { resourceOf } from './resources.ts'

const mebibyte = 1024 * 1024

export const inMemoryCachesFit: Check = {
  name: 'in-memory-caches-fit',
  question: 'limits',
  severity: 'error',
  why: 'A store gateway does not start with a cache that is smaller than its largest item, which is 125MiB by default. A query frontend whose caches are larger than its memory limit is killed when they are full.',
  remedy: 'Set max_size above max_item_size, and the memory limit well above the caches.',
  source:
    'https://thanos.io/tip/components/store.md/#in-memory-index-cache, https://github.com/thanos-io/thanos/blob/v0.42.4/pkg/store/cache/inmemory.go',
  *run(context) {
    const caches = ['index-cache.config', 'store.caching-bucket.config']
    for (const store of thanosPrograms(context, 'store'))
      for (const document of documentsOf(context, store, caches)) yield* itemProblems(document)
    for (const frontend of thanosPrograms(context, 'query-frontend')) yield* limitProblems(context, frontend)
  },
}

const documentsOf = (context: CheckContext, program: Program, flags: readonly string[]): EmbeddedDocument[] =>
  flags.flatMap((flag) => configOf(context, program, flag) ?? []).filter(isInMemory)

const isInMemory = ({ value }: EmbeddedDocument): boolean => String(mappingOf(value).type).toUpperCase() === 'IN-MEMORY'

function* itemProblems(document: EmbeddedDocument): Iterable<Problem> {
  const { max_size: size = '250MiB', max_item_size: item = '125MiB' } = mappingOf(mappingOf(document.value).config)
  const [sizeBytes, itemBytes] = [size, item].map((text) => parseBase2Bytes(String(text)))
  if (sizeBytes === undefined || itemBytes === undefined || itemBytes <= sizeBytes) return
  yield {
    ...inDocument(
      document,
      'config',
      mappingOf(mappingOf(document.value).config).max_size === undefined ? 'max_item_size' : 'max_size',
    ),
    message: `a cache of ${String(size)} cannot store an item of ${String(item)}${item === '125MiB' ? ', the default of max_item_size' : ''}, so thanos store does not start.`,
    remedy: `Set max_size above ${String(item)}, or a smaller max_item_size.`,
  }
}

function* limitProblems(context: CheckContext, frontend: Program): Iterable<Problem> {
  const limit = resourceOf(frontend.container, 'limits', 'memory')
  const flags = ['query-range.response-cache-config', 'labels.response-cache-config']
  const sizes = documentsOf(context, frontend, flags).flatMap((document) => {
    const { max_size: size } = mappingOf(mappingOf(document.value).config)
    const bytes = size === undefined ? undefined : parseBase2Bytes(String(size))
    return bytes === undefined || bytes === 0 ? [] : [{ bytes, place: inDocument(document, 'config', 'max_size') }]
  })
  const sum = sizes.reduce((total, { bytes }) => total + bytes, 0)
  if (limit === undefined || sizes[0] === undefined || sum < limit.value) return
  yield {
    ...sizes[0].place,
    message: `the caches of ${programTitle(frontend)} in ${frontend.container.workload.name} can use ${Math.ceil(sum / mebibyte)}Mi, but its memory limit is ${limit.text} (${lineOf(limit.place)}).`,
    remedy: `Set max_size to at most half of ${limit.text}, or raise the memory limit.`,
  }
}
