import type { KubernetesObject } from '@thanos-gitops/manifest'

/** The longest name of a file that common file systems can hold. */
const longest = 255

/** Letters, digits, `.`, `-`, `_` and the `:` of RBAC names; not hidden. No name of this form leads out of its folder. */
const fileName = /^[A-Za-z0-9][\w.:-]*\.yaml$/

/** Whether render may write a file of this name into an output folder. */
export const isFileName = (name: string): boolean => fileName.test(name) && name.length <= longest

/**
 * The prefix of the file of a Namespace. `kubectl apply -f` applies the files of a folder in the order of their names, and the API
 * server refuses an object whose namespace does not exist. No other kind needs an order: controllers try again.
 */
const first = '00-'

/**
 * The name of the file of an object: `thanos-store.statefulset.yaml`, with the namespace if it is not `namespace`. The file of a
 * Namespace, `00-monitoring.namespace.yaml`, is before those of the objects in it. Undefined if the name, kind or namespace of the
 * object cannot be a part of a file name.
 */
export function manifestFileName({ kind, metadata }: KubernetesObject, namespace: string): string | undefined {
  const suffix =
    metadata.namespace === undefined || metadata.namespace === namespace ? '' : `.${String(metadata.namespace)}`
  const prefix = kind === 'Namespace' ? first : ''
  const name = `${prefix}${metadata.name}.${kind.toLowerCase()}${suffix}.yaml`
  return isFileName(name) ? name : undefined
}
