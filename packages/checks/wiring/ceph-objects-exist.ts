import { contentOf, didYouMean, type Mapping, mappingOf, type SourcedObject, stringOf } from '@thanos-gitops/manifest'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { causeOf } from '../engine/external-lines.ts'

export const cephObjectsExist: Check = {
  name: 'ceph-objects-exist',
  question: 'references',
  severity: 'error',
  why: "If the object store, the pool or the user that a StorageClass, a bucket claim or a user of Rook names does not exist, Rook creates nothing: claims stay Pending, and their pods do not start. Rook's operator reports it only in its log.",
  remedy: 'Correct the name. If another repository has the object, declare it as external.',
  source: 'https://rook.io/docs/rook/latest-release/Storage-Configuration/Object-Storage-RGW/object-storage/',
  *run(context) {
    // Other manifests than those of an environment rarely contain both. A similar name shows a spelling error.
    const isExpected = context.environment !== undefined
    for (const reference of referencesIn(context)) {
      if (exists(context, reference)) continue
      const problem = problemOf(context, reference)
      yield { ...problem, severity: isExpected || problem.remedy !== undefined ? 'error' : 'warning' }
    }
  },
}

interface CephReference {
  readonly object: SourcedObject
  readonly pointer: string
  readonly kind: string
  readonly name: string
  /** Empty if any namespace is possible. */
  readonly namespace: string
}

const referencesIn = (context: CheckContext): readonly CephReference[] => [
  ...context.ofKind('StorageClass').flatMap(ofStorageClass),
  ...context.ofKind('CephObjectStoreUser').flatMap((user) => {
    const { store, clusterNamespace = context.namespaceOf(user) } = specOf(user)
    return referenceTo('CephObjectStore', user, '/spec/store', store, clusterNamespace)
  }),
  ...context.ofKind('ObjectBucketClaim').flatMap((claim) => {
    const { bucketOwner } = mappingOf(specOf(claim).additionalConfig)
    return referenceTo('CephObjectStoreUser', claim, '/spec/additionalConfig/bucketOwner', bucketOwner, '')
  }),
]

/** The provisioners begin with the namespace of the operator, or with another name that its administrator set. */
function ofStorageClass(storageClass: SourcedObject): readonly CephReference[] {
  const { provisioner, parameters } = contentOf(storageClass)
  const { objectStoreName, objectStoreNamespace, clusterID, pool, fsName } = mappingOf(parameters)
  const at = (kind: string, field: string, name: unknown, namespace: unknown): readonly CephReference[] =>
    referenceTo(kind, storageClass, `/parameters/${field}`, name, namespace)
  switch (/(?:^|\.)(ceph\.rook\.io\/bucket|(?:rbd|cephfs)\.csi\.ceph\.com)$/.exec(String(provisioner))?.[1]) {
    case 'ceph.rook.io/bucket':
      return at('CephObjectStore', 'objectStoreName', objectStoreName, objectStoreNamespace)
    case 'rbd.csi.ceph.com':
      return at('CephBlockPool', 'pool', pool, clusterID)
    case 'cephfs.csi.ceph.com':
      return at('CephFilesystem', 'fsName', fsName, clusterID)
    default:
      return []
  }
}

function referenceTo(
  kind: string,
  object: SourcedObject,
  pointer: string,
  name: unknown,
  namespace: unknown,
): readonly CephReference[] {
  const found = stringOf(name)
  return found ? [{ object, pointer, kind, name: found, namespace: stringOf(namespace) ?? '' }] : []
}

const specOf = (object: SourcedObject): Mapping => mappingOf(contentOf(object).spec)

const exists = (context: CheckContext, { kind, name, namespace }: CephReference): boolean =>
  context.external.has(kind, name, namespace) ||
  context
    .ofKind(kind)
    .some((one) => one.object.metadata.name === name && (namespace === '' || context.namespaceOf(one) === namespace))

function problemOf(context: CheckContext, { object, pointer, kind, name, namespace }: CephReference): Problem {
  const missing = { kind, name, namespace }
  const others = context.ofKind(kind)
  const elsewhere = others.find((one) => one.object.metadata.name === name)
  const remedy =
    elsewhere === undefined
      ? didYouMean(
          name,
          others.map((one) => one.object.metadata.name),
        )
      : `There is one in ${context.namespaceOf(elsewhere)}: name that namespace.`
  return {
    object,
    pointer,
    message: `there is no ${kind} ${name}${namespace === '' ? '' : ` in ${namespace}`}.`,
    cause: causeOf(missing),
    ...(remedy === undefined ? { missing } : { remedy }),
  }
}
