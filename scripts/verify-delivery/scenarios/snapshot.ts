import { createHash } from 'node:crypto'
import type { KubernetesObject } from '@thanos-gitops/manifest'
import type { LiveObject } from '../../kubectl.ts'
import { pathOf } from '../../verify-rollout/objects.ts'
import type { SendRequest } from '../api-client.ts'
import { labelIn } from './effects.ts'
import type { Snapshot } from './observation.ts'

/**
 * The state in the cluster of all objects that manifests contain.
 *
 * @param usual the namespace that labels leave out
 */
export async function snapshotOf(
  send: SendRequest,
  objects: readonly KubernetesObject[],
  usual: string,
): Promise<Snapshot> {
  const byLabel = new Map(objects.map((object) => [labelIn(usual, { kind: object.kind, ...object.metadata }), object]))
  const entries = await Promise.all(
    [...byLabel].map(async ([label, object]) => {
      const { status, body } = await send('GET', await pathOf(send, object, object.metadata.namespace ?? ''))
      if (status === 404) return []
      if (status !== 200) throw new Error(`${label}: ${body.message}`)
      const live = body as unknown as LiveObject
      return [[label, { uid: uidOf(live), fingerprint: fingerprintOf(live) }] as const]
    }),
  )
  return new Map(entries.flat())
}

const uidOf = ({ metadata }: LiveObject): string => String((metadata as { readonly uid?: string }).uid)

/** Fields that the server or a controller sets. */
const serverFields = ['managedFields', 'resourceVersion', 'generation', 'uid', 'creationTimestamp', 'selfLink']
const controllerAnnotations = [
  'deployment.kubernetes.io/revision',
  // It contains the namespace of the stack, also on objects without a namespace.
  'argocd.argoproj.io/tracking-id',
]

/** A hash of what an applier sets, and of what the server adds to it. */
export function fingerprintOf({ status: _status, ...object }: LiveObject): string {
  const metadata = Object.fromEntries(Object.entries(object.metadata).filter(([key]) => !serverFields.includes(key)))
  const annotations = Object.fromEntries(
    Object.entries(object.metadata.annotations ?? {}).filter(([key]) => !controllerAnnotations.includes(key)),
  )
  return createHash('sha256')
    .update(JSON.stringify({ ...object, metadata: { ...metadata, annotations } }))
    .digest('hex')
}
