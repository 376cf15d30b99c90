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
    ['ObjectBucketClaim/thanos-objstore: the pods that need its Secret and ConfigMap are in monitoring.'],
  ],
  [
    'a claim that nobody uses',
    [
      [
        'metadata: {name: thanos-objstore, namespace: monitoring, annotations',
        'metadata: {name: other, namespace: monitoring, annotations',
      ],
    ],
    ['ObjectBucketClaim/other: no component uses the Secret or the ConfigMap other that this claim makes.'],
  ],
  [
    'a claim that is pruned',
    [['Prune=false', 'ServerSideApply=true']],
    ['ObjectBucketClaim/thanos-objstore: nothing keeps Argo CD or Flux from pruning it.'],
  ],
  [
    'a class that deletes',
    [['reclaimPolicy: Retain', 'reclaimPolicy: Delete']],
    ['StorageClass/buckets: the bucket of thanos-objstore is deleted with its claim.'],
  ],
])('it finds %s', (_, changes, messages) => {
  expect(messagesOf(bucketClaimIsSafe, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['a stack in which nothing is wrong', []],
  [
    'the mark of Flux',
    [['argocd.argoproj.io/sync-options: Prune=false', 'kustomize.toolkit.fluxcd.io/prune: disabled']],
  ],
])('it accepts %s', (_, changes) => {
  expect(messagesOf(bucketClaimIsSafe, changes)).toEqual([])
})
