// What a cluster adds to objects that people apply: `kubectl get -o yaml` prints it, and git must not have it.
import { groupOf, type Json, type JsonObject, type KubernetesObject, stringAt, valueAt } from '@thanos-gitops/manifest'
import { isList, isMapping } from './value.ts'

/** Kinds that controllers create, in groups of Kubernetes. */
const kindsOfControllers: readonly string[] = [
  'ControllerRevision',
  'Endpoints',
  'EndpointSlice',
  'Event',
  'Lease',
  'Node',
  'PersistentVolume',
  'Pod',
  'PodMetrics',
  'ReplicaSet',
  'VolumeAttachment',
]

/** Objects that every namespace has. */
const objectsOfNamespaces: readonly string[] = ['ServiceAccount/default', 'ConfigMap/kube-root-ca.crt']

/** Why an object is left out; undefined if a person or a tool applied it. */
export function skipReason(object: KubernetesObject): string | undefined {
  const group = groupOf(object.apiVersion)
  const isOfKubernetes = group === '' || !group.includes('.') || group.endsWith('.k8s.io')
  if (isOfKubernetes && kindsOfControllers.includes(object.kind)) return 'a controller creates it'
  const owners = valueAt(object, ['metadata', 'ownerReferences'])
  if (Array.isArray(owners) && owners.length > 0) return `${stringAt(owners[0], 'kind') ?? 'its owner'} creates it`
  if (objectsOfNamespaces.includes(`${object.kind}/${object.metadata.name}`)) return 'every namespace has it'
  if (object.metadata.annotations?.['helm.sh/hook'] !== undefined) return 'Helm runs it as a hook'
  if (object.kind === 'PersistentVolumeClaim' && stringAt(object, 'spec', 'volumeName') !== undefined)
    return 'it is bound to a volume of the cluster'
  return undefined
}

const metadataFields: readonly string[] = [
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'deletionTimestamp',
  'generation',
  'managedFields',
  'resourceVersion',
  'selfLink',
  'uid',
]

const annotations: readonly string[] = [
  'deployment.kubernetes.io/revision',
  'deprecated.daemonset.template.generation',
  'kubectl.kubernetes.io/last-applied-configuration',
]

/**
 * The object without what the server makes: status, fields and annotations that record its history, addresses that it allocates. A
 * field without a value is one that is not set.
 */
export function withoutServerMade(object: KubernetesObject): KubernetesObject {
  const content = withoutEmpty(object as unknown as JsonObject, [])
  const { status: _status, ...rest } = content
  const isLive = typeof (rest.metadata as JsonObject).uid === 'string'
  const clean = { ...rest, metadata: cleanMetadata(rest.metadata as JsonObject) }
  const parts = cleanParts(clean)
  return (isLive ? withoutAllocated(parts) : parts) as unknown as KubernetesObject
}

function cleanMetadata(metadata: JsonObject): JsonObject {
  const kept = Object.fromEntries(Object.entries(metadata).filter(([key]) => !metadataFields.includes(key)))
  if (!isMapping(kept.annotations)) return kept
  const entries = Object.entries(kept.annotations).filter(([key]) => !annotations.includes(key))
  const isEmptied = entries.length === 0 && Object.keys(kept.annotations).length > 0
  const { annotations: _annotations, ...others } = kept
  return isEmptied ? others : { ...others, annotations: Object.fromEntries(entries) }
}

/** Pod templates and volume claim templates have metadata of their own, and claims a status. */
function cleanParts(object: JsonObject): JsonObject {
  const { spec } = object
  if (!isMapping(spec)) return object
  const claims = spec.volumeClaimTemplates
  return {
    ...object,
    spec: {
      ...spec,
      ...(isMapping(spec.template) && isMapping(spec.template.metadata)
        ? { template: { ...spec.template, metadata: cleanMetadata(spec.template.metadata) } }
        : {}),
      ...(isList(claims) ? { volumeClaimTemplates: claims.map(cleanClaim) } : {}),
    },
  }
}

function cleanClaim(claim: Json): Json {
  if (!isMapping(claim)) return claim
  const { status: _status, ...rest } = claim
  return isMapping(rest.metadata) ? { ...rest, metadata: cleanMetadata(rest.metadata) } : rest
}

/** Addresses and names that only the cluster knows. */
function withoutAllocated(object: JsonObject): JsonObject {
  const { spec } = object
  if (object.kind === 'ServiceAccount' && object.apiVersion === 'v1') {
    const { secrets: _secrets, ...rest } = object
    return rest
  }
  if (object.kind === 'Namespace' && object.apiVersion === 'v1') {
    const { spec: _spec, ...rest } = object
    return rest
  }
  if (object.kind !== 'Service' || object.apiVersion !== 'v1' || !isMapping(spec) || spec.clusterIP === 'None')
    return object
  const { clusterIP: _ip, clusterIPs: _ips, healthCheckNodePort: _port, ...rest } = spec
  return { ...object, spec: rest }
}

/** The API server reads a field that is null as one that is not set. Entries of `data` are strings, for which null is an error. */
function withoutEmpty(value: JsonObject, path: readonly string[]): JsonObject {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, child]) => {
      if (child === null && path[0] !== 'data') return []
      return [[key, cleanChild(child, [...path, key])] as const]
    }),
  )
}

function cleanChild(value: Json, path: readonly string[]): Json {
  if (isList(value)) return value.map((element) => cleanChild(element, path))
  return isMapping(value) ? withoutEmpty(value, path) : value
}
