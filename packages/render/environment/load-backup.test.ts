import {
  type Backup,
  type Base,
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
  readonly components?: string
}

function load(
  backup: string,
  { objectStorage = 'rook', components: listed = components }: Choice = {},
): Backup | readonly string[] | undefined {
  const lines = backup === '' ? '' : `backup: ${backup}\n`
  const source = readYaml('environments/blue/environment.yaml', `${lines}${listed}`) as YamlFile
  const findings: Finding[] = []
  const fields = new MappingReader<'backup' | 'components'>(
    { source, path: [], codes: { invalid: 'invalid', unknownKey: 'unknown-key' }, report: reportInto(findings) },
    source.value as Record<string, unknown>,
  )
  const objectStorageSettings = objectStorage === 'workload-identity' ? { roleArn: role } : {}
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
