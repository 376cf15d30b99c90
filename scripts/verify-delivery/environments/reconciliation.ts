import { type KubernetesObject, labelOf } from '@thanos-gitops/manifest'
import { pathOf } from '../../verify-rollout/objects.ts'
import type { SendRequest } from '../api-client.ts'
import type { DeliveryRig } from '../delivery-rig.ts'

/** The objects whose stored version another reconciliation changes, although git has not changed. */
export async function changedByReconciliation(
  { client, reconcile }: Pick<DeliveryRig, 'client' | 'reconcile'>,
  objects: readonly KubernetesObject[],
): Promise<readonly string[]> {
  const before = await versionsOf(client.send, objects)
  await reconcile()
  const after = await versionsOf(client.send, objects)
  return [...before].filter(([label, version]) => after.get(label) !== version).map(([label]) => `${label} has changed`)
}

async function versionsOf(
  send: SendRequest,
  objects: readonly KubernetesObject[],
): Promise<ReadonlyMap<string, string>> {
  const entries = await Promise.all(
    objects.map(async (object) => {
      const { body } = await send('GET', await pathOf(send, object, object.metadata.namespace ?? ''))
      return [labelOf(object), (body.metadata as { resourceVersion: string }).resourceVersion] as const
    }),
  )
  return new Map(entries)
}
