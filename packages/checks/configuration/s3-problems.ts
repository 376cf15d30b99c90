import { type Mapping, mappingOf } from '@thanos-gitops/manifest'
import type { Problem } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'
import { inDocument } from '../thanos/places.ts'

/** The problems of the fields below `config` of an object storage of type S3. */
export function* s3Problems(document: EmbeddedDocument, config: Mapping): Iterable<Problem> {
  for (const { field, ...problem } of [
    ...endpointProblems(config),
    ...credentialProblems(config),
    ...encryptionProblems(config),
    // A Secret may contain keys.
    ...(document.object.object.kind === 'Secret' ? [] : literalKeyProblems(config)),
  ])
    yield { ...inDocument(document, 'config', field), ...problem }
}

interface FieldProblem extends Pick<Problem, 'message' | 'remedy' | 'severity'> {
  readonly field: string
}

function* endpointProblems({ bucket, endpoint, insecure }: Mapping): Iterable<FieldProblem> {
  if (typeof endpoint !== 'string') return
  if (bucket === endpoint && bucket !== '')
    yield {
      field: 'bucket',
      message: `bucket and endpoint are both ${endpoint}.`,
      remedy: 'Set bucket to the name of the bucket.',
    }
  if (/^[a-z0-9]+:\/\//i.test(endpoint))
    yield {
      field: 'endpoint',
      message: `the endpoint ${endpoint} has a scheme, but S3 requires host:port.`,
      remedy: 'Remove the scheme. For plain HTTP, set insecure: true.',
    }
  const port = /:(\d+)$/.exec(endpoint)?.[1]
  if (port === '443' && insecure === true)
    yield {
      field: 'insecure',
      message: 'the endpoint has port 443, which is for TLS, but insecure: true selects plain HTTP.',
      remedy: 'Remove insecure, or use the port for plain HTTP.',
      severity: 'warning',
    }
  if (port === '80' && insecure !== true)
    yield {
      field: 'insecure',
      message: 'the endpoint has port 80, which is for plain HTTP, but without insecure: true Thanos uses TLS.',
      remedy: 'Set insecure: true, or use the port for TLS.',
      severity: 'warning',
    }
}

function* credentialProblems(config: Mapping): Iterable<FieldProblem> {
  const { access_key: accessKey, secret_key: secretKey, aws_sdk_auth: usesAwsSdk } = config
  if (usesAwsSdk === true && accessKey)
    yield {
      field: 'access_key',
      message: 'aws_sdk_auth and access_key cannot be set together.',
      remedy: 'Remove one of them.',
    }
  if (Boolean(accessKey) !== Boolean(secretKey)) {
    const [present, missing] = accessKey ? ['access_key', 'secret_key'] : ['secret_key', 'access_key']
    yield {
      field: present,
      message: `${present} is set without ${missing}.`,
      remedy: `Add ${missing}, or remove ${present}.`,
    }
  }
}

function* encryptionProblems({ sse_config: encryption }: Mapping): Iterable<FieldProblem> {
  const { type, encryption_key: key, kms_key_id: kmsKey } = mappingOf(encryption)
  if (type === 'SSE-C' && !key)
    yield { field: 'sse_config', message: 'SSE-C requires encryption_key.', remedy: 'Add encryption_key.' }
  if (type === 'SSE-KMS' && !kmsKey)
    yield { field: 'sse_config', message: 'SSE-KMS requires kms_key_id.', remedy: 'Add kms_key_id.' }
}

const isLiteral = (value: unknown): boolean => typeof value === 'string' && value !== '' && !/\$[({]/.test(value)

function* literalKeyProblems(config: Mapping): Iterable<FieldProblem> {
  for (const field of ['access_key', 'secret_key', 'session_token'])
    if (isLiteral(config[field]))
      yield {
        field,
        message: `${field} is in plain text outside of a Secret.`,
        remedy: 'Remove it, and provide the key in a variable from a Secret.',
      }
}
