import { expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { bucketHasKeysOrAnIdentity } from './bucket-has-keys-or-an-identity.ts'

const role = '{eks.amazonaws.com/role-arn: "arn:aws:iam::123456789012:role/thanos"}'
const google = '{iam.gke.io/gcp-service-account: a@b.iam.gserviceaccount.com}'
const azure = '{azure.workload.identity/client-id: 6a1f8c9e-2b7d-4c0a-9d3e-5f4b8a7c6d21}'
const keys = '{name: AWS_ACCESS_KEY_ID, value: a}'
const file = '{name: GOOGLE_APPLICATION_CREDENTIALS, value: /key.json}'
const s3 = '{type: S3, config: {bucket: a, endpoint: s3.example.com}}'
const s3Identity = '{type: S3, config: {bucket: a, endpoint: s3.example.com, aws_sdk_auth: true}}'
const gcs = '{type: GCS, config: {bucket: a}}'
const azureIdentity = '{type: AZURE, config: {storage_account: a, container: b}}'
const azureKey = '{type: AZURE, config: {storage_account: a, container: b, storage_account_key: $(KEY)}}'

const problems = (config: string, annotations = '{}', env = '', command = 'store'): readonly string[] =>
  problemsIn(
    bucketHasKeysOrAnIdentity,
    workload(
      'store',
      `image: quay.io/thanos/thanos:v0.42.4\nargs: [${command}, '--objstore.config=${config}']\nenv: [${env}]`,
      'serviceAccountName: store',
    ) +
      `apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: store, namespace: monitoring, annotations: ${annotations}}\n`,
  ).map((text) => text.replace(/^\d+: Deployment\/store: /, ''))

it.each([
  [s3Identity, '{}', keys, 'AWS_ACCESS_KEY_ID replaces the identity of aws_sdk_auth.'],
  [
    s3,
    role,
    keys,
    'AWS_ACCESS_KEY_ID replaces the identity of the annotation eks.amazonaws.com/role-arn of its service account.',
  ],
  [
    gcs,
    google,
    file,
    'GOOGLE_APPLICATION_CREDENTIALS replaces the identity of the annotation iam.gke.io/gcp-service-account of its service account.',
  ],
  [
    azureKey,
    azure,
    '',
    'storage_account_key replaces the identity of the annotation azure.workload.identity/client-id of its service account.',
  ],
])('reports %s with the annotations %s and the variables %s', (config, annotations, env, message) =>
  expect(problems(config, annotations, env)).toEqual([message]),
)

it.each([
  ['keys alone', s3, '{}', keys],
  ['an identity alone', s3Identity, role, ''],
  ['an identity of another cloud', gcs, role, file],
  ['an identity of Azure', azureIdentity, azure, ''],
  ['a copy of a bucket, which has two', gcs, google, file, 'tools, bucket, replicate'],
])('accepts %s', (_, config, annotations, env, command = 'store') =>
  expect(problems(config, annotations, env, command)).toEqual([]),
)
