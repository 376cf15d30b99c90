import { createHash } from 'node:crypto'
import type { KubernetesObject } from '@thanos-gitops/manifest'
import type { Kubectl, LiveObject } from '../../kubectl.ts'
import { labelIn } from './effects.ts'
import type { Snapshot } from './observation.ts'

/**
 * The state in the cluster of all objects that manifests contain.
 *
 * @param usual the namespace that labels leave out
 */
export async function snapshotOf(
  kubectl: Kubectl,
  objects: readonly KubernetesObject[],
  usual: string,
): Promise<Snapshot> {
  const label = ({ kind, metadata }: KubernetesObject): string => labelIn(usual, { kind, ...metadata })
  const wanted = new Set(objects.map(label))
  const namespaces = [...new Set(objects.map(({ metadata }) => metadata.namespace))]
  const lists = await Promise.all(
    namespaces.map((namespace) => {
      const kinds = new Set(objects.filter(({ metadata }) => metadata.namespace === namespace).map(resourceOf))
      const scope = namespace === undefined ? [] : [`--namespace=${namespace}`]
      return kubectl.list([[...kinds].join(','), ...scope])
    }),
  )
  return new Map(
    lists
      .flat()
      .filter((object) => wanted.has(label(object)))
      .map((object) => [label(object), { uid: uidOf(object), fingerprint: fingerprintOf(object) }]),
  )
}

/** `deployment.v1.apps`: a kind alone can be ambiguous. */
function resourceOf({ apiVersion, kind }: KubernetesObject): string {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion]
  return group === '' ? kind.toLowerCase() : `${kind.toLowerCase()}.${version}.${group}`
}

const uidOf = ({ metadata }: LiveObject): string => String((metadata as { readonly uid?: string }).uid)

/** Fields that the server or a controller sets. */
const serverFields = ['managedFields', 'resourceVersion', 'generation', 'uid', 'creationTimestamp', 'selfLink']
const controllerAnnotations = ['deployment.kubernetes.io/revision']

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
