import { programTitle } from '@thanos-gitops/workloads'
import type { Check } from '../engine/check.ts'
import { bucketOf } from './bucket.ts'
import { isStatelessRuler, thanosPrograms, usesObjectStorage } from './components.ts'
import { configFlag } from './config-documents.ts'
import { inContainer } from './places.ts'

export const writersAndReadersShareABucket: Check = {
  name: 'writers-and-readers-share-a-bucket',
  id: 'TH024',
  question: 'data',
  severity: 'error',
  why: 'Blocks in a bucket that no store gateway reads are missing in every response after Prometheus deletes its copy.',
  remedy: 'Use one object storage configuration for all components.',
  source: 'https://thanos.io/tip/thanos/storage.md/',
  *run(context) {
    const storeBuckets = new Set(thanosPrograms(context, 'store').map((store) => bucketOf(context, store)))
    if (storeBuckets.size === 0 || storeBuckets.has(undefined)) return
    for (const program of thanosPrograms(context, 'sidecar', 'rule', 'receive', 'compact')) {
      if (!usesObjectStorage(program) || isStatelessRuler(program)) continue
      const bucket = bucketOf(context, program)
      if (bucket === undefined || storeBuckets.has(bucket)) continue
      const use = configFlag(program, 'objstore.config')
      yield {
        ...inContainer(program.container),
        ...(use && { pointer: use.argument.valuePointer }),
        message: `${programTitle(program)} uses a bucket that no store gateway in these manifests reads.`,
      }
    }
  },
}
