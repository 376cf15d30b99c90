// Simulates Rook: binds each ObjectBucketClaim, and writes the Secret with its keys and the ConfigMap with its address.
import { stringAt } from '@thanos-gitops/manifest'
import type { ApiClient } from '../api-client.ts'
import { type Repetition, repeat } from './repeat.ts'
import { type WatchedObject, WatchedObjects } from './watched-objects.ts'

const group = '/apis/objectbucket.io/v1alpha1'

export function simulateRook(client: ApiClient): { stop(): Promise<void> } {
  const claims: WatchedObjects = new WatchedObjects(client, `${group}/objectbucketclaims`, () => work.request())
  const { send } = client

  const bind = async (claim: WatchedObject): Promise<void> => {
    const { apiVersion, kind } = claim
    const { name, namespace, uid } = claim.metadata
    const metadata = { name, namespace, ownerReferences: [{ apiVersion, kind, name, uid }] }
    const bucket = `${stringAt(claim, 'spec', 'generateBucketName') ?? name}-${uid}`
    await send('POST', `/api/v1/namespaces/${namespace}/secrets`, {
      metadata,
      stringData: { AWS_ACCESS_KEY_ID: 'simulated', AWS_SECRET_ACCESS_KEY: 'simulated' },
    })
    await send('POST', `/api/v1/namespaces/${namespace}/configmaps`, {
      metadata,
      data: { BUCKET_NAME: bucket, BUCKET_HOST: 'rook-ceph-rgw.rook-ceph.svc', BUCKET_PORT: '80' },
    })
    const path = `${group}/namespaces/${namespace}/objectbucketclaims/${name}`
    const patch = { status: { phase: 'Bound' } }
    // The CRD of a version has the status as a subresource or not.
    for (const target of [`${path}/status`, path]) await send('PATCH', target, patch, 'application/merge-patch+json')
  }

  const work: Repetition = repeat('simulated Rook', async () => {
    for (const claim of claims.values())
      if (stringAt(claim, 'status', 'phase') !== 'Bound' && claim.metadata.deletionTimestamp === undefined)
        await bind(claim)
  })
  claims.start()
  return {
    async stop() {
      await work.stop()
      await claims.stop()
    },
  }
}
