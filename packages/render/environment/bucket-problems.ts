// What fields of a bucket contradict each other.
import { X509Certificate } from 'node:crypto'
import type { BucketSettings, MappingReader, ObjectStorageField } from '@thanos-gitops/manifest'

export type BucketReader = MappingReader<ObjectStorageField | 'provider'>

/** @param isLaptop whether the environment is one, which may connect without TLS */
export function reportContradictions(
  bucket: BucketReader,
  provider: string,
  settings: BucketSettings,
  isLaptop: boolean,
): void {
  reportIdentity(bucket, provider, settings)
  reportEncryption(bucket, provider, settings)
  reportTransport(bucket, settings, isLaptop)
}

/** A role of AWS comes from an annotation, or from an association that EKS has. */
function reportIdentity(bucket: BucketReader, provider: string, { type, roleArn, identity }: BucketSettings): void {
  if (provider !== 'workload-identity' || type !== undefined) return
  if (identity !== 'eks-pod-identity' && roleArn === undefined && bucket.value('roleArn') === undefined)
    bucket.problem(
      [],
      'workload-identity needs roleArn.',
      'Add roleArn, for example roleArn: arn:aws:iam::123456789012:role/thanos, or identity: eks-pod-identity for a role that an association of EKS sets.',
    )
  if (identity === 'eks-pod-identity' && bucket.has('roleArn'))
    bucket.keyProblem(
      'roleArn',
      'The role of identity: eks-pod-identity is set by its association, not by an annotation.',
      'Remove roleArn, or write identity: irsa.',
      bucket.context.codes.invalid,
    )
}

function reportEncryption(bucket: BucketReader, provider: string, settings: BucketSettings): void {
  const { sse, kmsKeyId, sealedEncryptionKey } = settings
  const { invalid } = bucket.context.codes
  if (sse === 'SSE-KMS' && kmsKeyId === undefined)
    bucket.problem(['sse'], 'SSE-KMS needs the key of KMS.', 'Add kmsKeyId, for example kmsKeyId: alias/thanos')
  if (kmsKeyId !== undefined && sse !== 'SSE-KMS')
    bucket.keyProblem('kmsKeyId', 'kmsKeyId has no effect without sse: SSE-KMS.', 'Write sse: SSE-KMS.', invalid)
  if (sse === 'SSE-C' && provider === 'workload-identity')
    bucket.problem(
      ['sse'],
      'SSE-C needs a key in a Secret, and workload-identity has none.',
      'Use sse: SSE-KMS, whose key the role can use, or a provider with keys.',
    )
  if (sse === 'SSE-C' && provider === 'sealed-secret' && sealedEncryptionKey === undefined)
    bucket.problem(
      ['sse'],
      'SSE-C needs sealedEncryptionKey.',
      'Add sealedEncryptionKey: 32 bytes, sealed with `kubeseal --raw`.',
    )
  if (sealedEncryptionKey !== undefined && sse !== 'SSE-C')
    bucket.keyProblem(
      'sealedEncryptionKey',
      'sealedEncryptionKey has no effect without sse: SSE-C.',
      'Write sse: SSE-C, or remove the line.',
      invalid,
    )
}

function reportTransport(bucket: BucketReader, settings: BucketSettings, isLaptop: boolean): void {
  const { insecure, ca, endpoint = '' } = settings
  if (insecure !== undefined && !isLaptop)
    bucket.keyProblem(
      'insecure',
      'insecure sends blocks in plain text to everyone on the way: only an environment with laptop: true can have it.',
      'Use a server with TLS, with its certificate in ca if no public authority signed it.',
      bucket.context.codes.invalid,
    )
  if (insecure !== undefined && ca !== undefined)
    bucket.keyProblem('ca', 'ca has no effect with insecure.', 'Remove one of the two.', bucket.context.codes.invalid)
  if (insecure !== undefined && endpoint.endsWith(':443'))
    bucket.problem(['endpoint'], 'Port 443 is for TLS, which insecure switches off.', 'Write the port for plain HTTP.')
  if (ca !== undefined && !hasCertificates(ca))
    bucket.problem(
      ['ca'],
      'ca is not a certificate: Thanos would not start.',
      'Copy the certificate of the authority again, with all of its lines.',
    )
}

/** Whether each certificate of a PEM file can be read. */
function hasCertificates(pem: string): boolean {
  try {
    return pem.split(/(?<=-----END CERTIFICATE-----)\s*/).every((one) => one === '' || new X509Certificate(one))
  } catch {
    return false
  }
}
