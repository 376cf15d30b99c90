import { type Finding, objectStorages, readYaml, type YamlFile } from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import { reportInto } from '../problems.ts'
import { loadObjectStorage } from './load-object-storage.ts'

const bucket = 'bucket: blocks, endpoint: s3.example.com'

function load(setting: string): unknown {
  const source = readYaml('environments/blue/environment.yaml', `objectStorage: ${setting}\n`) as YamlFile
  const findings: Finding[] = []
  const result = loadObjectStorage(
    source,
    (source.value as { objectStorage: unknown }).objectStorage,
    objectStorages,
    reportInto(findings),
  )
  return findings.length > 0
    ? findings.map(({ message, remedy, place }) => `${place!.line}:${place!.column} ${message} ${remedy ?? ''}`.trim())
    : result
}

describe('loadObjectStorage', () => {
  it.each([
    ['rook', 'rook', {}],
    ['{provider: seaweedfs}', 'seaweedfs', {}],
    [
      `{provider: existing-secret, ${bucket}}`,
      'existing-secret',
      { bucket: 'blocks', endpoint: 's3.example.com', region: '', secret: 'thanos-bucket' },
    ],
    [
      `{provider: external-secret, ${bucket}, secretStore: vault, secretKey: thanos/blue}`,
      'external-secret',
      {
        bucket: 'blocks',
        endpoint: 's3.example.com',
        region: '',
        secretStore: 'vault',
        secretStoreKind: 'ClusterSecretStore',
        secretKey: 'thanos/blue',
      },
    ],
    [
      '{provider: workload-identity, bucket: blocks, region: eu-central-1, roleArn: "arn:aws:iam::123456789012:role/thanos"}',
      'workload-identity',
      {
        bucket: 'blocks',
        endpoint: 's3.eu-central-1.amazonaws.com',
        region: 'eu-central-1',
        roleArn: 'arn:aws:iam::123456789012:role/thanos',
      },
    ],
  ])('reads %s', (setting, objectStorage, objectStorageSettings) => {
    expect(load(setting)).toEqual({ objectStorage, objectStorageSettings })
  })

  it.each([
    [
      's3',
      '1:16 objectStorage must be one of rook, seaweedfs, existing-secret, external-secret, sealed-secret, workload-identity, as text, not "s3".',
    ],
    ['{bucket: blocks}', '1:16 provider is missing.'],
    ['{provider: external-secrets}', 'Did you mean external-secret?'],
    ['{provider: rook, bucket: blocks}', '1:33 rook takes no bucket. It takes nothing: remove the line.'],
    [`{provider: existing-secret, ${bucket}, secrte: x}`, 'Did you mean secret?'],
    [
      '{provider: existing-secret, bucket: blocks}',
      '1:16 existing-secret needs endpoint. Add endpoint: a host, with :port where it is not 443, and without https://.',
    ],
    ['{provider: existing-secret, bucket: blocks, endpoint: "http://minio:9000"}', 'insecure: true'],
    ['{provider: existing-secret, bucket: 1234, endpoint: s3.example.com}', 'write it in quotes: "1234"'],
    [
      '{provider: workload-identity, bucket: blocks, region: eu-central-1, roleArn: thanos}',
      'roleArn must be the ARN of a role',
    ],
  ])('refuses %s', (setting, words) => {
    expect(load(setting)).toEqual([expect.stringContaining(words)])
  })

  it('refuses a key that is not sealed, and does not repeat it', () => {
    const [first, second] = load(
      `{provider: sealed-secret, ${bucket}, sealedAccessKeyId: AKIAIOSFODNN7EXAMPLE, sealedSecretAccessKey: wJalrXUtnFEMI}`,
    ) as string[]
    expect(first).toContain('sealedAccessKeyId must be what `kubeseal --raw` printed.')
    expect(first).toContain('make a new one now')
    expect(first! + second!).not.toMatch(/AKIA|wJalr/)
  })
})
