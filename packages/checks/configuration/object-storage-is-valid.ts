import { mappingOf } from '@thanos-gitops/manifest'
import type { Check } from '../engine/check.ts'
import { programProblems } from './program-problems.ts'
import { s3Problems } from './s3-problems.ts'
import { thanosDocuments } from './thanos-documents.ts'

export const objectStorageIsValid: Check = {
  name: 'object-storage-is-valid',
  id: 'TH023',
  question: 'startup',
  severity: 'error',
  why: 'Thanos does not start with a configuration of the object storage that it refuses. Everyone who can read the repository can read a key in it.',
  remedy:
    'Correct the configuration. Provide keys in a Secret, as the variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  source: 'https://thanos.io/tip/thanos/storage.md/; the code of Thanos in packages/program-verdict',
  *run(context) {
    for (const read of thanosDocuments(context, {
      'objstore.config': 'objstore',
      'objstore-to.config': 'objstore',
      'objstore-backup.config': 'objstore',
    })) {
      yield* programProblems(read)
      const { type, config } = mappingOf(read.document.value)
      if (String(type).toUpperCase() === 'S3') yield* s3Problems(read.document, mappingOf(config))
    }
  },
}
