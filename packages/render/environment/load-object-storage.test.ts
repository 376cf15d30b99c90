import {
  type Base,
  defineComponent,
  type Finding,
  MappingReader,
  objectStorages,
  readYaml,
  reportInto,
  type YamlFile,
} from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import { readObjectStorage } from './load-object-storage.ts'

const base: Base = {
  required: [],
  optional: [],
  objectStorage: Object.fromEntries(objectStorages.map((provider) => [provider, defineComponent(provider, [])])),
}

const bucket = 'bucket: blocks, endpoint: s3.example.com'

function load(setting: string): unknown {
  const source = readYaml('environments/blue/environment.yaml', `objectStorage: ${setting}\n`) as YamlFile
  const findings: Finding[] = []
  const fields = new MappingReader<'objectStorage'>(
    { source, path: [], codes: { invalid: 'invalid', unknownKey: 'unknown-key' }, report: reportInto(findings) },
    source.value as Record<string, unknown>,
  )
  const result = readObjectStorage(fields, base)
  return findings.length > 0
    ? findings.map(({ message, remedy, place }) => `${place!.line}:${place!.column} ${message} ${remedy ?? ''}`.trim())
    : result
}

describe('readObjectStorage', () => {
  it.each([
    ['rook', 'rook', {}],
    ['{provider: seaweedfs}', 'seaweedfs', {}],
    ['{provider: rook, prefix: eu-1}', 'rook', { prefix: 'eu-1' }],
    [
      `{provider: existing-secret, ${bucket}, prefix: thanos/eu-1}`,
      'existing-secret',
      { bucket: 'blocks', prefix: 'thanos/eu-1', endpoint: 's3.example.com', region: '', secret: 'thanos-bucket' },
    ],
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
        secret: 'thanos-bucket',
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
    [
      '{provider: workload-identity, bucket: blocks, region: eu-central-1, identity: eks-pod-identity}',
      'workload-identity',
      {
        bucket: 'blocks',
        endpoint: 's3.eu-central-1.amazonaws.com',
        region: 'eu-central-1',
        identity: 'eks-pod-identity',
      },
    ],
    [
      '{provider: workload-identity, type: gcs, bucket: my_blocks}',
      'workload-identity',
      { type: 'gcs', bucket: 'my_blocks' },
    ],
    [
      '{provider: existing-secret, type: azure, storageAccount: blocks1, bucket: blocks}',
      'existing-secret',
      {
        type: 'azure',
        storageAccount: 'blocks1',
        bucket: 'blocks',
        endpoint: 'blob.core.windows.net',
        credential: 'account-key',
        secret: 'thanos-bucket',
      },
    ],
    [
      `{provider: existing-secret, type: s3, ${bucket}, sse: SSE-C, bucketLookup: path}`,
      'existing-secret',
      {
        bucket: 'blocks',
        endpoint: 's3.example.com',
        region: '',
        bucketLookup: 'path',
        sse: 'SSE-C',
        secret: 'thanos-bucket',
      },
    ],
  ])('reads %s', (setting, objectStorage, objectStorageSettings) => {
    expect(load(setting)).toEqual({ objectStorage, objectStorageSettings })
  })

  it.each([
    [
      's3',
      '1:16 The base has no object storage provider "s3". Providers: rook, seaweedfs, existing-secret, external-secret, sealed-secret, workload-identity.',
    ],
    ['{bucket: blocks}', '1:16 provider is missing.'],
    ['{provider: external-secrets}', 'Did you mean external-secret?'],
    ['{provider: rook, bucket: blocks}', '1:33 rook has no field bucket. Its fields: prefix.'],
    [`{provider: existing-secret, ${bucket}, secrte: x}`, 'Did you mean secret?'],
    [
      '{provider: existing-secret, bucket: blocks}',
      '1:16 existing-secret needs endpoint. Add endpoint, for example endpoint: s3.eu-central-1.amazonaws.com',
    ],
    ['{provider: existing-secret, bucket: blocks, endpoint: "http://minio:9000"}', 'insecure: true'],
    ['{provider: rook, prefix: /eu-1/}', '1:41 prefix must be a folder of the bucket'],
    ['{provider: rook, prefix: /eu-1/}', 'Write prefix: eu-1'],
    ['{provider: rook, prefix: eu//1}', 'Write prefix: eu/1'],
    ['{provider: rook, prefix: /}', 'Write for example prefix: eu-1'],
    ['{provider: rook, prefix: ../eu}', 'Write for example prefix: eu-1'],
    ['{provider: existing-secret, bucket: 1234, endpoint: s3.example.com}', 'Write it in quotes: bucket: "1234"'],
    ['{provider: existing-secret, bucket: blocks..eu, endpoint: s3.example.com}', 'bucket: thanos-blocks'],
    ['{provider: existing-secret, bucket: blocks.-eu, endpoint: s3.example.com}', 'bucket: thanos-blocks'],
    [
      '{provider: workload-identity, bucket: blocks, region: eu-central-1, roleArn: thanos}',
      'roleArn must be the ARN of an IAM role',
    ],
    [`{provider: rook, type: gcs}`, '1:33 rook has no field type. Its fields: prefix.'],
    [`{provider: existing-secret, type: swift, ${bucket}}`, 'type must be one of s3, gcs, azure, not "swift".'],
    [
      '{provider: existing-secret, type: gcs, bucket: blocks, endpoint: a.example.com}',
      '1:71 existing-secret of type gcs has no field endpoint. endpoint is a field of type s3, azure.',
    ],
    ['{provider: existing-secret, type: azure, bucket: blocks}', 'existing-secret of type azure needs storageAccount.'],
    [
      '{provider: existing-secret, type: azure, storageAccount: Blocks_1, bucket: blocks}',
      'storageAccount must be the name of a storage account',
    ],
    [
      '{provider: existing-secret, type: azure, storageAccount: blocks1, bucket: blocks.eu}',
      'bucket must be the name of a container',
    ],
    [
      '{provider: workload-identity, type: gcs, bucket: blocks, secret: keys}',
      '1:73 workload-identity of type gcs has no field secret. A pod has an identity or keys, not both. Remove secret, or set another provider.',
    ],
    [
      `{provider: existing-secret, ${bucket}, roleArn: "arn:aws:iam::123456789012:role/thanos"}`,
      'A pod has keys or an identity, not both. Remove roleArn, or set provider: workload-identity.',
    ],
    [
      '{provider: workload-identity, bucket: blocks, region: eu-central-1}',
      'or identity: eks-pod-identity for a role that an association of EKS sets',
    ],
    [
      '{provider: workload-identity, bucket: blocks, region: eu-1, identity: eks-pod-identity, roleArn: "arn:aws:iam::123456789012:role/thanos"}',
      'The role of identity: eks-pod-identity is set by its association, not by an annotation. Remove roleArn',
    ],
    [
      '{provider: workload-identity, type: azure, storageAccount: blocks1, bucket: blocks, clientId: thanos}',
      'clientId must be the client ID of a managed identity',
    ],
    [`{provider: existing-secret, ${bucket}, sse: SSE-KMS}`, '1:91 SSE-KMS needs the key of KMS.'],
    [`{provider: existing-secret, ${bucket}, kmsKeyId: alias/a}`, 'kmsKeyId has no effect without sse: SSE-KMS.'],
    [
      '{provider: workload-identity, bucket: b12, region: eu-1, roleArn: "arn:aws:iam::123456789012:role/a", sse: SSE-C}',
      'SSE-C needs a key in a Secret',
    ],
    [`{provider: existing-secret, ${bucket}, insecure: true}`, 'only an environment with laptop: true can have it'],
    [`{provider: existing-secret, ${bucket}, ca: thanos}`, 'ca must be certificates in PEM format'],
    [
      `{provider: existing-secret, ${bucket}, ca: "-----BEGIN CERTIFICATE-----\\nAAAA\\n-----END CERTIFICATE-----"}`,
      'ca is not a certificate: Thanos would not start.',
    ],
  ])('refuses %s', (setting, words) => {
    expect(load(setting)).toEqual([expect.stringContaining(words)])
  })

  it('refuses a key that is not sealed without repeating it', () => {
    const [first, second] = load(
      `{provider: sealed-secret, ${bucket}, sealedAccessKeyId: AKIAIOSFODNN7EXAMPLE, sealedSecretAccessKey: wJalrXUtnFEMI}`,
    ) as string[]
    expect(first).toContain('sealedAccessKeyId must be the output of `kubeseal --raw`.')
    expect(first).toContain('replace the credential now')
    expect(first! + second!).not.toMatch(/AKIA|wJalr/)
  })
})
