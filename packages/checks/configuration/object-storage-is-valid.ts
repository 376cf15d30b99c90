import { mappingOf } from '@thanos-gitops/manifest'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'
import { thanosPrograms } from '../thanos/components.ts'
import { configOf } from '../thanos/config-documents.ts'
import { inDocument } from '../thanos/places.ts'
import { syntaxProblems, typeProblems } from './configuration-problems.ts'
import { bucketTypes } from './thanos-types.ts'

export const objectStorageIsValid: Check = {
  name: 'object-storage-is-valid',
  id: 'TH023',
  severity: 'error',
  why: 'Thanos reads this document strictly and does not start with a field that it does not know. A key in git is known to everyone who can read git.',
  remedy: 'Correct the document; let keys come from a Secret as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  source:
    'https://thanos.io/tip/thanos/storage.md/, https://github.com/thanos-io/objstore/blob/71d60dfee488/providers/s3/s3.go',
  *run(context) {
    for (const document of new Set(bucketDocuments(context))) {
      yield* syntaxProblems(document)
      if (document.value !== undefined) yield* bucketProblems(document)
    }
  },
}

/** Those that a component uses, each once. */
function bucketDocuments(context: CheckContext): EmbeddedDocument[] {
  const found = new Map<string, EmbeddedDocument>()
  for (const program of thanosPrograms(context))
    for (const flag of ['objstore.config', 'objstore-to.config', 'objstore-backup.config']) {
      const document = configOf(context, program, flag)
      if (document)
        found.set(
          `${document.object.object.kind}/${context.namespaceOf(document.object)}/${document.object.object.metadata.name}${document.pointer}`,
          document,
        )
    }
  return [...found.values()]
}

function* bucketProblems(document: EmbeddedDocument): Iterable<Problem> {
  const { type, config } = mappingOf(document.value)
  const configType = bucketTypes[String(type).toUpperCase()]
  if (!configType && !String(type).includes('$('))
    yield {
      ...inDocument(document, 'type'),
      message: `there is no object storage of type ${String(type)}.`,
      remedy: `Use ${Object.keys(bucketTypes).join(', ')}.`,
    }
  yield* typeProblems(document, {
    fields: { type: 'string', config: configType ?? 'any', prefix: 'string' },
    required: ['type'],
  })
  if (String(type).toUpperCase() === 'S3') yield* s3Problems(document, mappingOf(config))
}

const isLiteral = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && !/\$[({]/.test(value)

function* s3Problems(document: EmbeddedDocument, config: Readonly<Record<string, unknown>>): Iterable<Problem> {
  const {
    bucket,
    endpoint,
    insecure,
    access_key: access,
    secret_key: secret,
    aws_sdk_auth: isByAws,
    sse_config: sse,
  } = config
  const at = (...steps: string[]) => inDocument(document, 'config', ...steps)
  if (typeof bucket === 'string' && bucket !== '' && bucket === endpoint)
    yield { ...at('bucket'), message: 'the bucket is called as its endpoint.', remedy: 'Give the bucket its own name.' }
  if (typeof endpoint === 'string' && /^[a-z0-9]+:\/\//i.test(endpoint))
    yield {
      ...at('endpoint'),
      message: `the endpoint ${endpoint} has a scheme; S3 expectedPort host:port.`,
      remedy: 'Leave it out, and say insecure: true for http.',
    }
  const port = typeof endpoint === 'string' ? /:(\d+)$/.exec(endpoint)?.[1] : undefined
  if (port === '443' && insecure === true)
    yield {
      ...at('insecure'),
      message: 'port 443 is for TLS, and insecure: true speaks plain HTTP.',
      severity: 'warning',
    }
  if (port === '80' && insecure !== true)
    yield {
      ...at('insecure'),
      message: 'port 80 is for plain HTTP, and without insecure: true TLS is spoken.',
      severity: 'warning',
    }
  if (isByAws === true && access)
    yield { ...at('access_key'), message: 'aws_sdk_auth and access_key exclude each other.' }
  if (Boolean(access) !== Boolean(secret))
    yield { ...at(access ? 'access_key' : 'secret_key'), message: 'access_key and secret_key belong together.' }
  const { type, encryption_key: key, kms_key_id: kms } = mappingOf(sse)
  if (type === 'SSE-C' && !key) yield { ...at('sse_config'), message: 'SSE-C needs an encryption_key.' }
  if (type === 'SSE-KMS' && !kms) yield { ...at('sse_config'), message: 'SSE-KMS needs a kms_key_id.' }
  // A Secret is where keys belong; whether it is in git is not for this check to say.
  if (document.object.object.kind === 'Secret') return
  for (const field of ['access_key', 'secret_key', 'session_token'])
    if (isLiteral(config[field]))
      yield { ...at(field), message: `${field} stands in clear text.`, remedy: 'Let it come from a Secret.' }
}
