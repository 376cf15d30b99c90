import type { Mapping } from '@thanos-gitops/manifest'
import type { Problem } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'
import { inDocument } from '../thanos/places.ts'

/** The problems of an object storage of type S3 that Thanos accepts. The fields are below `config`. */
export function* s3Problems(document: EmbeddedDocument, config: Mapping): Iterable<Problem> {
  for (const { field, ...problem } of [
    ...endpointProblems(config),
    // A Secret may contain keys.
    ...(document.object.object.kind === 'Secret' ? [] : literalKeyProblems(config)),
  ])
    yield { ...inDocument(document, 'config', field), ...problem }
}

interface FieldProblem extends Pick<Problem, 'message' | 'remedy' | 'severity'> {
  readonly field: string
}

function* endpointProblems({ bucket, endpoint, insecure }: Mapping): Iterable<FieldProblem> {
  if (bucket === undefined || bucket === '')
    yield {
      field: 'bucket',
      message: 'config has no bucket: every request fails.',
      remedy: 'Add the name of the bucket.',
    }
  if (typeof endpoint !== 'string') return
  if (bucket === endpoint && bucket !== '')
    yield {
      field: 'bucket',
      message: `bucket and endpoint are both ${endpoint}.`,
      remedy: 'Set bucket to the name of the bucket.',
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
