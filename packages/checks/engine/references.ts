import {
  contentOf,
  groupOf,
  identityOf,
  listOf,
  mappingOf,
  nearest,
  type SourcedObject,
  stringOf,
} from '@thanos-gitops/manifest'
import { volumeSources } from '@thanos-gitops/workloads'
import { type CheckContext, inSameNamespace, type Problem } from './check.ts'

/** That an object needs another one. */
export interface ObjectReference {
  readonly object: SourcedObject
  readonly pointer: string
  readonly kind: string
  readonly name: string
  /** `''` where nobody said. */
  readonly namespace: string
  /** Of a ConfigMap or Secret. */
  readonly key?: string
}

/** The ConfigMaps and Secrets that pods cannot start without, with the keys. */
export function* configReferences(context: CheckContext): Generator<ObjectReference> {
  for (const { object, namespace, volumes, containers, podSpec, podPointer } of context.workloads) {
    for (const volume of volumes)
      for (const { kind, name, optional, items, pointer } of volumeSources(volume)) {
        if (optional) continue
        yield {
          object,
          kind,
          name,
          namespace,
          pointer: `${pointer}/${pointer.endsWith('/secret') && !pointer.includes('/projected/') ? 'secretName' : 'name'}`,
        }
        for (const item of items) yield { object, kind, name, namespace, key: item.key, pointer: `${item.pointer}/key` }
      }
    for (const { environment, environmentFrom } of containers) {
      for (const { from } of environment) {
        if (from === undefined || from.optional) continue
        yield { object, kind: from.kind, name: from.name, namespace, pointer: `${from.pointer}/name` }
        yield { object, kind: from.kind, name: from.name, namespace, key: from.key, pointer: `${from.pointer}/key` }
      }
      for (const { kind, name, optional, pointer } of environmentFrom)
        if (!optional) yield { object, kind, name, namespace, pointer: `${pointer}/name` }
    }
    for (const [index, secret] of listOf(podSpec.imagePullSecrets).entries()) {
      const name = stringOf(mappingOf(secret).name)
      if (name !== undefined)
        yield { object, kind: 'Secret', name, namespace, pointer: `${podPointer}/imagePullSecrets/${index}/name` }
    }
  }
  for (const object of context.ofKind('Ingress'))
    for (const [index, tls] of listOf(mappingOf(contentOf(object).spec).tls).entries()) {
      const name = stringOf(mappingOf(tls).secretName)
      if (name !== undefined)
        yield {
          object,
          kind: 'Secret',
          name,
          namespace: context.namespaceOf(object),
          pointer: `/spec/tls/${index}/secretName`,
        }
    }
}

/**
 * The keys of a ConfigMap or Secret; `undefined` where there is no such object, `'unknown'` where who makes it does not say
 * which keys it will have.
 */
export function keysOf(
  context: CheckContext,
  kind: string,
  name: string,
  namespace: string,
): readonly string[] | 'unknown' | undefined {
  const object = context.find(kind, namespace, name)
  if (object !== undefined) {
    const { data, binaryData, stringData } = contentOf(object)
    return [data, binaryData, stringData].flatMap((entries) => Object.keys(mappingOf(entries)))
  }
  const made = madeBy(context, kind, name, namespace)
  if (made !== undefined) return made
  if (context.external.has(kind, name, namespace)) return context.external.keysOf(kind, name, namespace) ?? 'unknown'
  return undefined
}

// What a bucket's ConfigMap and Secret hold: kube-object-storage/lib-bucket-provisioner, pkg/provisioner/resourcehandlers.go.
const bucketKeys: Readonly<Record<string, readonly string[]>> = {
  ConfigMap: ['BUCKET_HOST', 'BUCKET_PORT', 'BUCKET_NAME', 'BUCKET_REGION', 'BUCKET_SUBREGION'],
  Secret: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
}

/** What a rendered object makes a controller make. */
function madeBy(
  context: CheckContext,
  kind: string,
  name: string,
  namespace: string,
): readonly string[] | 'unknown' | undefined {
  if (kind === 'ConfigMap' && name === 'kube-root-ca.crt') return ['ca.crt']
  if (context.find('ObjectBucketClaim', namespace, name) !== undefined && bucketKeys[kind] !== undefined)
    return bucketKeys[kind]
  if (kind !== 'Secret') return undefined
  const external = makers(context, 'ExternalSecret', namespace).find(
    (object) => (mappingOf(spec(object).target).name ?? object.object.metadata.name) === name,
  )
  if (external !== undefined) {
    const keys = listOf(spec(external).data).flatMap((entry) => stringOf(mappingOf(entry).secretKey) ?? [])
    const isOpen = spec(external).dataFrom !== undefined || mappingOf(spec(external).target).template !== undefined
    return isOpen ? 'unknown' : keys
  }
  const sealed = makers(context, 'SealedSecret', namespace).find((object) => object.object.metadata.name === name)
  if (sealed !== undefined) return Object.keys(mappingOf(spec(sealed).encryptedData))
  if (makers(context, 'Certificate', namespace).some((object) => spec(object).secretName === name))
    return ['tls.crt', 'tls.key', 'ca.crt']
  return undefined
}

const spec = (object: SourcedObject): Readonly<Record<string, unknown>> => mappingOf(contentOf(object).spec)
const makers = (context: CheckContext, kind: string, namespace: string): readonly SourcedObject[] =>
  context
    .ofKind(kind)
    .filter(
      (object) => context.namespaceOf(object) === namespace || namespace === '' || context.namespaceOf(object) === '',
    )

/** One problem for each object that is not there, at the first place that needs it in each manifest. */
export function* absent(
  context: CheckContext,
  references: Iterable<ObjectReference>,
  exists: (reference: ObjectReference) => boolean,
): Generator<Problem> {
  const reported = new Set<string>()
  for (const reference of references) {
    const { object, pointer, kind, name, namespace } = reference
    const once = `${identityOf(object.object)}/${kind}/${name}/${namespace}`
    if (reported.has(once) || exists(reference) || mayBeMade(context, reference)) continue
    reported.add(once)
    const others = context.ofKind(kind).map((other) => other.object.metadata.name)
    const elsewhere = context.ofKind(kind).find((other) => other.object.metadata.name === name)
    const near = nearest(name, others)
    yield {
      object,
      pointer,
      message: `there is no ${kind} ${name}${namespace === '' ? '' : ` in ${namespace}`}.`,
      ...(elsewhere !== undefined
        ? { remedy: `There is one in ${context.namespaceOf(elsewhere)}; a pod takes it from its own namespace only.` }
        : { missing: { kind, name, namespace }, ...(near === undefined ? {} : { remedy: `Did you mean ${near}?` }) }),
    }
  }
}

// What their controllers make of these, if anything, is known: an application, a rule, a Secret that `keysOf` finds.
const makesNothing =
  /(^|\.)(k8s\.io|argoproj\.io|toolkit\.fluxcd\.io|external-secrets\.io|bitnami\.com|objectbucket\.io)$|^(apps|batch|autoscaling|policy|extensions|)$/
const onlyRead = ['ServiceMonitor', 'PodMonitor', 'Probe', 'ScrapeConfig', 'PrometheusRule', 'AlertmanagerConfig']
const made = ['ConfigMap', 'Secret', 'ServiceAccount']

/** Operators call what they make after their own object: `example-collector` for OpenTelemetryCollector/example. */
function mayBeMade(context: CheckContext, { kind, name, namespace }: ObjectReference): boolean {
  if (!made.includes(kind)) return false
  return context.objects.some((object) => {
    const { apiVersion, kind: maker, metadata } = object.object
    if (makesNothing.test(groupOf(apiVersion)) || onlyRead.includes(maker)) return false
    return (
      (name === metadata.name || name.startsWith(`${metadata.name}-`)) &&
      inSameNamespace(context.namespaceOf(object), namespace)
    )
  })
}
