import {
  escapeStep,
  groupOf,
  identityOf,
  isObject,
  type KubernetesObject,
  type SourcedObject,
} from '@thanos-gitops/manifest'

/** What became of an object. */
export type Pair =
  | { readonly status: 'changed' | 'renamed'; readonly before: SourcedObject; readonly after: SourcedObject }
  | { readonly status: 'added'; readonly before?: undefined; readonly after: SourcedObject }
  | { readonly status: 'removed'; readonly before: SourcedObject; readonly after?: undefined }

// A namespace in their manifests means nothing: the server has one of each name.
const clusterKinds = [
  'CSIDriver',
  'CSINode',
  'CertificateSigningRequest',
  'ClusterRole',
  'ClusterRoleBinding',
  'CustomResourceDefinition',
  'APIService',
  'DeviceClass',
  'FlowSchema',
  'IngressClass',
  'MutatingAdmissionPolicy',
  'MutatingAdmissionPolicyBinding',
  'MutatingWebhookConfiguration',
  'Namespace',
  'Node',
  'PersistentVolume',
  'PriorityClass',
  'PriorityLevelConfiguration',
  'RuntimeClass',
  'StorageClass',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration',
  'VolumeAttributesClass',
]
const clusterScoped = new Set(clusterKinds)
const isKubernetes = (group: string): boolean => group === '' || group.endsWith('.k8s.io')

/** Whether the API server has one object of this name in the cluster, whatever namespace its manifest gives. */
export const isClusterScoped = ({ apiVersion, kind }: KubernetesObject): boolean =>
  clusterScoped.has(kind) && isKubernetes(groupOf(apiVersion))

const serverIdentity = (object: KubernetesObject): string =>
  isClusterScoped(object) ? `${groupOf(object.apiVersion)}/${object.kind}//${object.metadata.name}` : identityOf(object)

/** Pairs the objects of both sides by what the API server tells them apart by, and what was renamed by its content. */
export function pairObjects(before: readonly SourcedObject[], after: readonly SourcedObject[]): readonly Pair[] {
  const old = new Map(before.map((sourced) => [serverIdentity(sourced.object), sourced]))
  const pairs: Pair[] = []
  const added: SourcedObject[] = []
  for (const sourced of after) {
    const identity = serverIdentity(sourced.object)
    const partner = old.get(identity)
    if (partner === undefined) added.push(sourced)
    else {
      old.delete(identity)
      if (partner.object !== sourced.object) pairs.push({ status: 'changed', before: partner, after: sourced })
    }
  }
  return [...pairs, ...renames([...old.values()], added)]
}

/** Two names of the same content: at least so much of the fields must be equal. */
const likeness = 0.75
/** More objects of one kind than this: only equal content or a common beginning of the name is looked for. */
const mostCompared = 60

function renames(removed: readonly SourcedObject[], added: readonly SourcedObject[]): readonly Pair[] {
  const pairs: Pair[] = []
  const left = new Set(added)
  const kindOf = ({ object }: SourcedObject): string => `${object.apiVersion}/${object.kind}`
  const candidatesOf = Map.groupBy(added, kindOf)
  for (const before of removed) {
    const candidates = (candidatesOf.get(kindOf(before)) ?? []).filter((candidate) => left.has(candidate))
    const compared =
      candidates.length > mostCompared
        ? candidates
            .filter(({ object }) => stem(object.metadata.name) === stem(before.object.metadata.name))
            .slice(0, mostCompared)
        : candidates
    let best: SourcedObject | undefined
    let bestLikeness = likeness
    for (const candidate of compared) {
      // The same name in another namespace is nearer than any other.
      const found =
        alike(before.object, candidate.object) +
        (candidate.object.metadata.name === before.object.metadata.name ? 1 : 0)
      if (found >= bestLikeness && (best === undefined || found > bestLikeness))
        [best, bestLikeness] = [candidate, found]
    }
    if (best === undefined) pairs.push({ status: 'removed', before })
    else {
      left.delete(best)
      pairs.push({ status: 'renamed', before, after: best })
    }
  }
  return [...pairs, ...[...left].map((after) => ({ status: 'added' as const, after }))]
}

/** A name without the hash that kustomize puts behind it. */
const stem = (name: string): string => name.replace(/-[a-z0-9]{8,10}$/, '')

/** The share of fields that are equal when one name stands for the other; names and namespaces themselves do not count. */
function alike(before: KubernetesObject, after: KubernetesObject): number {
  // A generated name is a rename whatever is in it.
  if (
    before.metadata.name !== after.metadata.name &&
    stem(before.metadata.name) === stem(after.metadata.name) &&
    /-[a-z0-9]{8,10}$/.test(before.metadata.name)
  )
    return 1
  const old = leaves(before)
  const now = leaves(after)
  if (old.size < 2 || now.size < 2) return 0
  let equal = 0
  for (const leaf of old) if (now.has(leaf)) equal++
  return equal / Math.max(old.size, now.size)
}

function leaves(object: KubernetesObject): Set<string> {
  const { name, namespace } = object.metadata
  const found = new Set<string>()
  const visit = (value: unknown, pointer: string): void => {
    if (Array.isArray(value)) for (const [index, element] of value.entries()) visit(element, `${pointer}/${index}`)
    else if (isObject(value)) for (const key of Object.keys(value)) visit(value[key], `${pointer}/${escapeStep(key)}`)
    else
      found.add(
        `${pointer}=${typeof value === 'string' ? value.replaceAll(name, '\0').replaceAll(namespace ?? '\0', '\0') : JSON.stringify(value)}`,
      )
  }
  for (const [key, value] of Object.entries(object))
    if (key !== 'apiVersion' && key !== 'kind' && key !== 'metadata') visit(value, `/${key}`)
  const { labels, annotations } = object.metadata
  visit({ labels, annotations }, '/metadata')
  return found
}
