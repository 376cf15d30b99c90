import { expect, it } from 'vitest'
import { bucketClaimIsSafe } from './bucket-claim-is-safe.ts'
import { messagesOf, type Replacement } from './fixture.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'a claim in another namespace',
    [
      [
        'metadata: {name: thanos-objstore, namespace: monitoring, annotations',
        'metadata: {name: thanos-objstore, namespace: rook-ceph, annotations',
      ],
    ],
    ['ObjectBucketClaim/thanos-objstore: the pods that need its Secret and ConfigMap are in namespace monitoring.'],
  ],
  [
    'an unused claim',
    [
      [
        'metadata: {name: thanos-objstore, namespace: monitoring, annotations',
        'metadata: {name: other, namespace: monitoring, annotations',
      ],
    ],
    ['ObjectBucketClaim/other: no component uses the Secret or the ConfigMap other of this claim.'],
  ],
  [
    'a claim that can be pruned',
    [['Prune=false', 'ServerSideApply=true']],
    ['ObjectBucketClaim/thanos-objstore: Argo CD or Flux can prune this claim.'],
  ],
  [
    'a storage class that deletes buckets',
    [['reclaimPolicy: Retain', 'reclaimPolicy: Delete']],
    ['StorageClass/buckets: the bucket of ObjectBucketClaim/thanos-objstore is deleted with its claim.'],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(bucketClaimIsSafe, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  [
    'the annotation of Flux',
    [['argocd.argoproj.io/sync-options: Prune=false', 'kustomize.toolkit.fluxcd.io/prune: disabled']],
  ],
])('accepts %s', (_, changes) => {
  expect(messagesOf(bucketClaimIsSafe, changes)).toEqual([])
})
