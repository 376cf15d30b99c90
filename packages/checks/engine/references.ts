import { contentOf, listOf, mappingOf, type SourcedObject, stringOf, valueAt } from '@thanos-gitops/manifest'
import { type VolumeSource, volumeSources, type Workload } from '@thanos-gitops/workloads'
import type { CheckContext } from './check.ts'

/** A field of an object that requires another object. */
export interface ObjectReference {
  readonly object: SourcedObject
  readonly pointer: string
  readonly kind: string
  readonly name: string
  /** `''` if it is not set. */
  readonly namespace: string
  /** The required entry of a ConfigMap or Secret. */
  readonly key?: string
}

/** The ConfigMaps and Secrets without which pods do not start, and the TLS Secrets of Ingresses. */
export function* configReferences(context: CheckContext): Generator<ObjectReference> {
  for (const workload of context.workloads) {
    yield* volumeReferences(workload)
    yield* mountReferences(workload)
    yield* variableReferences(workload)
    yield* pullSecretReferences(workload)
  }
  for (const kind of operatorKinds)
    for (const object of context.ofKind(kind)) yield* operatorReferences(context, object)
  for (const ingress of context.ofKind('Ingress')) yield* tlsReferences(ingress, context.namespaceOf(ingress))
}

function* volumeReferences({ object, namespace, volumes }: Workload): Generator<ObjectReference> {
  for (const source of volumes.flatMap(volumeSources)) {
    if (source.optional) continue
    const { kind, name, items } = source
    yield { object, kind, name, namespace, pointer: `${source.pointer}/${nameField(source)}` }
    for (const { key, pointer } of items) yield { object, kind, name, namespace, key, pointer: `${pointer}/key` }
  }
}

/** The entry that a mount with subPath contains. Without the entry, the kubelet creates an empty folder at the path. */
function* mountReferences({ object, namespace, volumes, containers }: Workload): Generator<ObjectReference> {
  for (const { name, subPath, pointer } of containers.flatMap(({ mounts }) => mounts)) {
    const volume = subPath === undefined ? undefined : volumes.find((entry) => entry.name === name)
    const [source, ...others] = volume === undefined ? [] : volumeSources(volume)
    // A path that items give to an entry, and one of several sources, are not compared.
    if (source === undefined || others.length > 0 || source.optional || source.items.length > 0) continue
    const { kind, name: sourceName } = source
    yield { object, kind, name: sourceName, namespace, key: subPath!, pointer: `${pointer}/subPath` }
  }
}

/** A Secret volume names its Secret in `secretName`; a ConfigMap volume and a projected one use `name`. */
const nameField = ({ kind, pointer }: VolumeSource): string =>
  kind === 'Secret' && !pointer.includes('/projected/') ? 'secretName' : 'name'

function* variableReferences({ object, namespace, containers }: Workload): Generator<ObjectReference> {
  for (const { environment, environmentFrom } of containers) {
    for (const { from } of environment) {
      if (from === undefined || from.optional) continue
      const { kind, name, key, pointer } = from
      yield { object, kind, name, namespace, pointer: `${pointer}/name` }
      yield { object, kind, name, namespace, key, pointer: `${pointer}/key` }
    }
    for (const { kind, name, optional, pointer } of environmentFrom)
      if (!optional) yield { object, kind, name, namespace, pointer: `${pointer}/name` }
  }
}

function* pullSecretReferences({ object, namespace, podSpec, podPointer }: Workload): Generator<ObjectReference> {
  for (const [index, secret] of listOf(podSpec.imagePullSecrets).entries()) {
    const name = stringOf(mappingOf(secret).name)
    const pointer = `${podPointer}/imagePullSecrets/${index}/name`
    if (name !== undefined) yield { object, kind: 'Secret', name, namespace, pointer }
  }
}

/** Kinds from which prometheus-operator makes pods. Without the entry of the Secret, it makes none. */
const operatorKinds = ['Prometheus', 'PrometheusAgent', 'ThanosRuler']
const operatorSecrets = [
  ['thanos', 'objectStorageConfig'],
  ['thanos', 'tracingConfig'],
  ['objectStorageConfig'],
  ['queryConfig'],
  ['alertmanagersConfig'],
  ['additionalScrapeConfigs'],
  ['additionalAlertManagerConfigs'],
  ['additionalAlertRelabelConfigs'],
]

function* operatorReferences(context: CheckContext, object: SourcedObject): Generator<ObjectReference> {
  if (!object.object.apiVersion.startsWith('monitoring.coreos.com/')) return
  const namespace = context.namespaceOf(object)
  for (const path of operatorSecrets) {
    const { name, key, optional } = mappingOf(valueAt(contentOf(object), ['spec', ...path]))
    if (typeof name !== 'string' || typeof key !== 'string' || name === '' || optional === true) continue
    const pointer = `/spec/${path.join('/')}`
    yield { object, kind: 'Secret', name, namespace, pointer: `${pointer}/name` }
    yield { object, kind: 'Secret', name, namespace, key, pointer: `${pointer}/key` }
  }
}

function* tlsReferences(object: SourcedObject, namespace: string): Generator<ObjectReference> {
  for (const [index, tls] of listOf(mappingOf(contentOf(object).spec).tls).entries()) {
    const name = stringOf(mappingOf(tls).secretName)
    if (name !== undefined) yield { object, kind: 'Secret', name, namespace, pointer: `/spec/tls/${index}/secretName` }
  }
}
