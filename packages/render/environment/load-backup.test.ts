import {
  type Backup,
  type Base,
  type BucketSettings,
  backupProviders,
  defineComponent,
  type Environment,
  type Finding,
  MappingReader,
  readYaml,
  reportInto,
  type YamlFile,
} from '@thanos-gitops/manifest'
import { expect, it } from 'vitest'
import { readBackup } from './load-backup.ts'

const base: Base = {
  required: [],
  optional: [],
  objectStorage: {},
  backup: Object.fromEntries(backupProviders.map((provider) => [provider, defineComponent(provider, [])])),
}

const components = 'components: [thanos-bucket-replicate]\n'
const bucket = 'bucket: copies, endpoint: s3.example.org'
const role = 'arn:aws:iam::123456789012:role/thanos'

interface Choice {
  readonly objectStorage?: Environment['objectStorage']
  /** Fields of the first bucket. */
  readonly settings?: BucketSettings
  readonly components?: string
}

function load(
  backup: string,
  { objectStorage = 'rook', settings, components: listed = components }: Choice = {},
): Backup | readonly string[] | undefined {
  const lines = backup === '' ? '' : `backup: ${backup}\n`
  const source = readYaml('environments/blue/environment.yaml', `${lines}${listed}`) as YamlFile
  const findings: Finding[] = []
  const fields = new MappingReader<'backup' | 'components'>(
    { source, path: [], codes: { invalid: 'invalid', unknownKey: 'unknown-key' }, report: reportInto(findings) },
    source.value as Record<string, unknown>,
  )
  const objectStorageSettings = settings ?? (objectStorage === 'workload-identity' ? { roleArn: role } : {})
  const result = readBackup(fields, base, { objectStorage, objectStorageSettings })
  return findings.length > 0
    ? findings.map(({ message, remedy, place }) => `${place!.line}:${place!.column} ${message} ${remedy ?? ''}`.trim())
    : result
}

it.each<[string, Backup]>([
  ['rook', { provider: 'rook', settings: {} }],
  ['{provider: rook, prefix: eu-1}', { provider: 'rook', settings: { prefix: 'eu-1' } }],
  [
    `{provider: existing-secret, ${bucket}}`,
    {
      provider: 'existing-secret',
      settings: { bucket: 'copies', endpoint: 's3.example.org', region: '', secret: 'thanos-bucket-backup' },
    },
  ],
])('reads %s', (setting, backup) => expect(load(setting)).toEqual(backup))

it('gives a pod with an identity the role of the other pods, or its own', () => {
  const identity = { objectStorage: 'workload-identity' } as const
  const settings = 'provider: workload-identity, bucket: copies, region: eu-west-1'
  expect(load(`{${settings}}`, identity)).toMatchObject({
    settings: { roleArn: role, endpoint: 's3.eu-west-1.amazonaws.com' },
  })
  expect(load(`{${settings}, roleArn: "${role}-copies"}`, identity)).toMatchObject({
    settings: { roleArn: `${role}-copies` },
  })
  expect(load(`{provider: existing-secret, ${bucket}}`, identity)).toMatchObject({ settings: { roleArn: role } })
})

const google = { type: 'gcs', bucket: 'blocks', googleServiceAccount: 'a@b.iam.gserviceaccount.com' }
const azure = { type: 'azure', bucket: 'blocks', clientId: '6a1f8c9e-2b7d-4c0a-9d3e-5f4b8a7c6d21' }

it('gives a pod the identity of Google or Azure that the other pods have', () => {
  const identity = { objectStorage: 'workload-identity' } as const
  expect(
    load('{provider: workload-identity, type: gcs, bucket: copies}', { ...identity, settings: google }),
  ).toMatchObject({ settings: { googleServiceAccount: google.googleServiceAccount } })
  expect(
    load('{provider: workload-identity, type: azure, storageAccount: copies, bucket: copies}', {
      ...identity,
      settings: azure,
    }),
  ).toMatchObject({ settings: { clientId: azure.clientId } })
})

it('can have an identity of another cloud than the keys of the first bucket', () =>
  expect(load('{provider: workload-identity, type: gcs, bucket: copies}')).toMatchObject({
    settings: { type: 'gcs' },
  }))

it('is absent in an environment without it', () => expect(load('', { components: '{}\n' })).toBeUndefined())

it.each<[string, string, Choice?]>([
  [
    '',
    '1:14 thanos-bucket-replicate has no bucket to which it copies the blocks. Add backup, in the form of objectStorage, or remove thanos-bucket-replicate.',
  ],
  [
    'rook',
    '1:1 The environment has no thanos-bucket-replicate to copy blocks to the second bucket. Add thanos-bucket-replicate to components, or remove backup.',
    { components: '' },
  ],
  [
    'seaweedfs',
    '1:9 The base has no backup provider "seaweedfs". Providers: rook, existing-secret, external-secret, sealed-secret, workload-identity.',
  ],
  ['', 'backup is missing. Add backup, for example backup: rook', { components: `backup:\n${components}` }],
  ['{provider: rook, bucket: copies}', '1:26 rook has no field bucket. Its fields: prefix.'],
  ['{provider: existing-secret, bucket: copies}', 'existing-secret needs endpoint.'],
  [
    '{provider: existing-secret, bucket: copies, endpoint: "http://minio:9000"}',
    'add /data/backup.yaml/config/insecure to ConfigMap/thanos-bucket-replicate',
  ],
  [
    '{provider: workload-identity, bucket: copies, region: eu-west-1}',
    '1:20 workload-identity needs objectStorage of the same provider, not rook: the keys of the first bucket would replace the identity.',
  ],
  [
    '{provider: workload-identity, type: gcs, bucket: copies}',
    '1:20 workload-identity needs objectStorage of the same provider, not existing-secret: the keys',
    { objectStorage: 'existing-secret', settings: google },
  ],
  [
    '{provider: workload-identity, type: gcs, bucket: copies}',
    '1:45 A pod has the identity of one cloud, and objectStorage has one for s3, not for gcs.',
    { objectStorage: 'workload-identity' },
  ],
  [
    '{provider: workload-identity, type: azure, storageAccount: copies, bucket: copies}',
    '1:9 workload-identity of type azure needs clientId.',
  ],
])('refuses %s with %s', (setting, words, choice) => {
  expect(load(setting, choice)).toEqual(expect.arrayContaining([expect.stringContaining(words)]))
})

it('refuses a key that is not sealed for the second Secret without repeating it', () => {
  const found = load(
    `{provider: sealed-secret, ${bucket}, sealedAccessKeyId: AKIAIOSFODNN7EXAMPLE, sealedSecretAccessKey: wJalrXUtnFEMI}`,
  ) as readonly string[]
  expect(found[0]).toContain('--name thanos-bucket-backup')
  expect(found.join('')).not.toMatch(/AKIA|wJalr/)
})
