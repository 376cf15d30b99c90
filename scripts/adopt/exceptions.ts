// What the cluster of the first environment has although no manifest creates it.
import { keysOfBucket } from '@thanos-gitops/manifest'
import type { Adoption } from './adoption.ts'
import { inOneLine } from './in-one-line.ts'
import { heartbeatKey, secretKeysOf } from './receiver.ts'

export interface External {
  readonly kind: string
  readonly name: string
  readonly keys?: readonly string[]
  readonly reason: string
}

/** The Secret of receivers, which a person creates. */
export const receiversSecret = 'alertmanager-receivers'

export function externalsOf({
  objectStorage: { provider, fields },
  storageClass,
  receiver,
}: Adoption): readonly External[] {
  const isRook = provider === 'rook'
  return [
    storageClass === undefined
      ? { kind: 'StorageClass', name: 'rook-ceph-block', reason: "Rook's operator creates it." }
      : { kind: 'StorageClass', name: storageClass, reason: 'A CSI driver or a person creates it.' },
    ...(isRook
      ? [
          {
            kind: 'StorageClass',
            name: 'rook-ceph-bucket-retain',
            reason: "Rook's operator creates it; its reclaimPolicy is Retain.",
          },
        ]
      : []),
    ...(provider === 'existing-secret'
      ? [
          {
            kind: 'Secret',
            name: fields.secret ?? 'thanos-bucket',
            keys: keysOfBucket(provider, fields),
            reason: 'A person creates it, with the credentials of the bucket.',
          },
        ]
      : []),
    {
      kind: 'Secret',
      name: receiversSecret,
      keys: [...new Set([heartbeatKey, ...secretKeysOf(receiver.integration)])].sort(),
      reason: 'A person creates it, with the credentials of the receivers of alerts.',
    },
  ]
}

export function exceptionsOf(adoption: Adoption): string {
  const entries = externalsOf(adoption).map(
    ({ kind, name, keys, reason }) =>
      `  - kind: ${kind}\n    name: ${name}\n${keys === undefined ? '' : `    keys: ${inOneLine(keys)}\n`}    reason: ${reason}\n`,
  )
  return `# yaml-language-server: $schema=../../packages/checks/engine/exceptions.schema.json
# Objects that the cluster has although no manifest creates them, and exceptions from checks with a reason and an end date.
external:
${entries.join('')}`
}
