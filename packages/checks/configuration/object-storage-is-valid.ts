import { mappingOf } from '@thanos-gitops/manifest'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'
import { thanosPrograms } from '../thanos/components.ts'
import { configOf } from '../thanos/config-documents.ts'
import { inDocument } from '../thanos/places.ts'
import { distinctDocuments, syntaxProblems, typeProblems } from './configuration-problems.ts'
import { s3Problems } from './s3-problems.ts'
import { bucketTypes } from './thanos-types.ts'

export const objectStorageIsValid: Check = {
  name: 'object-storage-is-valid',
  id: 'TH023',
  question: 'startup',
  severity: 'error',
  why: 'Thanos does not start with an unknown field in the configuration of the object storage. Everyone who can read the repository can read a key in it.',
  remedy:
    'Correct the configuration. Provide keys in a Secret, as the variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  source:
    'https://thanos.io/tip/thanos/storage.md/, https://github.com/thanos-io/objstore/blob/71d60dfee488/providers/s3/s3.go',
  *run(context) {
    for (const document of bucketDocuments(context)) {
      yield* syntaxProblems(document)
      if (document.value !== undefined) yield* bucketProblems(document)
    }
  },
}

const bucketFlags = ['objstore.config', 'objstore-to.config', 'objstore-backup.config']

const bucketDocuments = (context: CheckContext): readonly EmbeddedDocument[] =>
  distinctDocuments(
    context,
    thanosPrograms(context).flatMap((program) => bucketFlags.flatMap((flag) => configOf(context, program, flag) ?? [])),
  )

function* bucketProblems(document: EmbeddedDocument): Iterable<Problem> {
  const { type, config } = mappingOf(document.value)
  const typeName = String(type).toUpperCase()
  const configType = bucketTypes[typeName]
  if (configType === undefined && !typeName.includes('$('))
    yield {
      ...inDocument(document, 'type'),
      message: `${String(type)} is not a type of object storage.`,
      remedy: `Use ${Object.keys(bucketTypes).join(', ')}.`,
    }
  yield* typeProblems(document, {
    fields: { type: 'string', config: configType ?? 'any', prefix: 'string' },
    required: ['type'],
  })
  if (typeName === 'S3') yield* s3Problems(document, mappingOf(config))
}
