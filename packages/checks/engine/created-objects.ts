// ConfigMaps, Secrets and ServiceAccounts that controllers create for objects of the manifests.
import {
  contentOf,
  groupOf,
  listOf,
  type Mapping,
  mappingOf,
  type SourcedObject,
  stringOf,
} from '@thanos-gitops/manifest'
import { type CheckContext, inSameNamespace } from './check.ts'
import { perContext } from './per-context.ts'
import type { ObjectReference } from './references.ts'

/**
 * The keys of a ConfigMap or Secret in the manifests, created by a controller, or declared as external. Undefined if there
 * is no such object, `'unknown'` if its source does not show the keys.
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
  const created = createdKeys(context, kind, name, namespace)
  if (created !== undefined) return created
  if (!context.external.has(kind, name, namespace)) return undefined
  return context.external.keysOf(kind, name, namespace) ?? 'unknown'
}

// The ConfigMap and the Secret of a bucket: kube-object-storage/lib-bucket-provisioner, pkg/provisioner/resourcehandlers.go.
const bucketKeys: Readonly<Record<string, readonly string[]>> = {
  ConfigMap: ['BUCKET_HOST', 'BUCKET_PORT', 'BUCKET_NAME', 'BUCKET_REGION', 'BUCKET_SUBREGION'],
  Secret: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
}

function createdKeys(
  context: CheckContext,
  kind: string,
  name: string,
  namespace: string,
): readonly string[] | 'unknown' | undefined {
  if (kind === 'ConfigMap' && name === 'kube-root-ca.crt') return ['ca.crt']
  if (context.find('ObjectBucketClaim', namespace, name) !== undefined && bucketKeys[kind] !== undefined)
    return bucketKeys[kind]
  if (kind !== 'Secret') return undefined
  const sources = (sourceKind: string): readonly SourcedObject[] =>
    context.ofKind(sourceKind).filter((source) => inSameNamespace(context.namespaceOf(source), namespace))
  const external = sources('ExternalSecret').find((source) => targetName(source) === name)
  if (external !== undefined) return externalSecretKeys(specOf(external))
  const sealed = sources('SealedSecret').find(({ object }) => object.metadata.name === name)
  if (sealed !== undefined) return Object.keys(mappingOf(specOf(sealed).encryptedData))
  if (sources('CephObjectStoreUser').some((source) => userSecretName(source) === name)) return userKeys
  const hasCertificate = sources('Certificate').some((source) => specOf(source).secretName === name)
  return hasCertificate ? ['tls.crt', 'tls.key', 'ca.crt'] : undefined
}

// The Secret of a user of an object store: rook, pkg/operator/ceph/object/user/controller.go.
const userKeys = ['AccessKey', 'SecretKey', 'Endpoint']

const userSecretName = (user: SourcedObject): string =>
  `rook-ceph-object-user-${String(specOf(user).store)}-${user.object.metadata.name}`

const specOf = (object: SourcedObject): Mapping => mappingOf(contentOf(object).spec)

/** The Secret has the name of the ExternalSecret if the target has no name. */
const targetName = (source: SourcedObject): unknown =>
  mappingOf(specOf(source).target).name ?? source.object.metadata.name

function externalSecretKeys(spec: Mapping): readonly string[] | 'unknown' {
  const hasOtherKeys = spec.dataFrom !== undefined || mappingOf(spec.target).template !== undefined
  if (hasOtherKeys) return 'unknown'
  return listOf(spec.data).flatMap((entry) => stringOf(mappingOf(entry).secretKey) ?? [])
}

// The objects of these groups create no other objects, or only those that `keysOf` finds.
const groupsWithoutCreatedObjects =
  /(^|\.)(k8s\.io|argoproj\.io|cert-manager\.io|toolkit\.fluxcd\.io|external-secrets\.io|bitnami\.com|objectbucket\.io)$|^(apps|batch|autoscaling|policy|extensions|)$/
const kindsWithoutCreatedObjects = [
  'ServiceMonitor',
  'PodMonitor',
  'Probe',
  'ScrapeConfig',
  'PrometheusRule',
  'AlertmanagerConfig',
]
const createdKinds = ['ConfigMap', 'Secret', 'ServiceAccount']

const sourcesOfOtherObjects = perContext(({ objects }) =>
  objects.filter(
    ({ object: { apiVersion, kind } }) =>
      !groupsWithoutCreatedObjects.test(groupOf(apiVersion)) && !kindsWithoutCreatedObjects.includes(kind),
  ),
)

/** Whether an operator may create an object. Its name then begins with that of the operator's own object: `example-collector`. */
export function mayBeCreated(context: CheckContext, { kind, name, namespace }: ObjectReference): boolean {
  return (
    createdKinds.includes(kind) &&
    sourcesOfOtherObjects(context).some((source) => {
      const { metadata } = source.object
      return (
        (name === metadata.name || name.startsWith(`${metadata.name}-`)) &&
        inSameNamespace(context.namespaceOf(source), namespace)
      )
    })
  )
}
