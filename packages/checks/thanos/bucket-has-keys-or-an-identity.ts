import { type Mapping, mappingOf, stringOf } from '@thanos-gitops/manifest'
import type { Container, Program } from '@thanos-gitops/workloads'
import type { Check, CheckContext } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'
import { annotationsOfAccount } from '../engine/service-accounts.ts'
import { thanosPrograms } from './components.ts'
import { configOf } from './config-documents.ts'
import { inDocument, type ProblemPlace } from './places.ts'

export const bucketHasKeysOrAnIdentity: Check = {
  name: 'bucket-has-keys-or-an-identity',
  question: 'security',
  severity: 'warning',
  why: 'If a pod has both keys of its bucket and an identity of its cloud, the client uses the keys: the identity has no effect, and the keys stay valid and must be replaced by hand.',
  remedy: 'Remove the keys, or the annotation and aws_sdk_auth that select the identity.',
  source:
    'https://github.com/aws/aws-sdk-go-v2/blob/config/v1.32.6/config/resolve_credentials.go, https://cloud.google.com/docs/authentication/application-default-credentials, https://github.com/thanos-io/objstore/blob/71d60dfee4881c924083ccfb7b58ae433b38d372/providers/azure/helpers.go',
  *run(context) {
    for (const program of thanosPrograms(context)) {
      // It has two buckets: one can need keys, and the other one the identity.
      if (program.command === 'tools bucket replicate') continue
      const document = configOf(context, program, 'objstore.config')
      const found = document && bothOf(context, program, document)
      if (found)
        yield {
          ...found.place,
          message: `${found.keys} replaces the identity of ${found.identity}.`,
        }
    }
  },
}

interface Both {
  readonly place: ProblemPlace
  readonly keys: string
  readonly identity: string
}

/** The fields of a configuration that contain keys, the variables with keys, and the annotation of an identity. */
const clouds: Readonly<Record<string, { fields: string[]; variables: string[]; annotation: string }>> = {
  S3: { fields: [], variables: ['AWS_ACCESS_KEY_ID'], annotation: 'eks.amazonaws.com/role-arn' },
  GCS: {
    fields: ['service_account'],
    variables: ['GOOGLE_APPLICATION_CREDENTIALS'],
    annotation: 'iam.gke.io/gcp-service-account',
  },
  AZURE: {
    fields: ['storage_account_key', 'storage_connection_string', 'client_secret'],
    variables: [],
    annotation: 'azure.workload.identity/client-id',
  },
}

function bothOf(context: CheckContext, { container }: Program, document: EmbeddedDocument): Both | undefined {
  const { type, config } = mappingOf(document.value)
  const cloud = clouds[String(type).toUpperCase()]
  const identity = cloud && identityOf(context, container, mappingOf(config), cloud.annotation)
  if (cloud === undefined || identity === undefined) return undefined
  const field = cloud.fields.find((name) => stringOf(mappingOf(config)[name]))
  if (field !== undefined) return { place: inDocument(document, 'config', field), keys: field, identity }
  const variable = container.environment.find(({ name }) => cloud.variables.includes(name))
  const { object } = container.workload
  return variable && { place: { object, pointer: variable.pointer }, keys: variable.name, identity }
}

function identityOf(
  context: CheckContext,
  { workload }: Container,
  config: Mapping,
  annotation: string,
): string | undefined {
  if (annotationsOfAccount(context, workload)[annotation] !== undefined)
    return `the annotation ${annotation} of its service account`
  return config.aws_sdk_auth === true ? 'aws_sdk_auth' : undefined
}
