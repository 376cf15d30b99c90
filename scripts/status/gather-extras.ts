// Objects of the cluster that git does not have, in each namespace and of each kind that the environment ever had.
import { groupOf, identityOf, type KubernetesObject } from '@thanos-gitops/manifest'
import { environmentOf } from '../cluster.ts'
import type { Stack } from '../environment.ts'
import type { LiveObject } from '../kubectl.ts'
import type { Extra } from './explain-objects.ts'
import type { RemovedObject } from './git-facts.ts'
import type { Reader } from './reader.ts'

interface Kind {
  readonly apiVersion: string
  readonly kind: string
  readonly isNamespaced: boolean
}

/** Where an environment is. */
type Place = Pick<Stack['environment'], 'name' | 'namespace' | 'formerNamespaces'>

interface EnvironmentObjects {
  readonly environment: Place
  readonly manifests: Stack['manifests']
}

/** The namespaces in which the environment is now. Components can have their own. */
export const namespacesInGit = ({ environment, manifests }: EnvironmentObjects): readonly string[] => [
  ...new Set([environment.namespace, ...manifests.flatMap(({ object: { metadata } }) => metadata.namespace ?? [])]),
]

/** The namespaces in which the environment is or was: those of its objects, in git or in the history of git. */
export function namespacesOf(
  { environment, manifests }: EnvironmentObjects,
  removed: ReadonlyMap<string, RemovedObject> | undefined,
): readonly string[] {
  const objects = [...manifests, ...(removed?.values() ?? [])].map(({ object }) => object)
  return [
    ...new Set([
      environment.namespace,
      ...environment.formerNamespaces,
      ...objects.flatMap(({ kind, metadata: { name, namespace } }) =>
        kind === 'Namespace' ? [name] : namespace === undefined ? [] : [namespace],
      ),
    ]),
  ].sort()
}

/** The kinds of objects, each once, in the API version of the first one. */
export function kindsOf(objects: readonly KubernetesObject[]): readonly Kind[] {
  const kinds = new Map<string, Kind>()
  for (const { apiVersion, kind, metadata } of objects) {
    const key = `${groupOf(apiVersion)}/${kind}`
    if (!kinds.has(key)) kinds.set(key, { apiVersion, kind, isNamespaced: metadata.namespace !== undefined })
  }
  return [...kinds.values()]
}

/** @param ofProduct the objects of all components, also of those that the environment does not have */
export async function gatherExtras(
  reader: Reader,
  stack: Stack,
  removed: ReadonlyMap<string, RemovedObject> | undefined,
  ofProduct: readonly KubernetesObject[],
): Promise<readonly Extra[]> {
  const current = stack.manifests.map(({ object }) => object)
  const gone = [...(removed?.values() ?? [])].map(({ object }) => object)
  const namespaces = namespacesOf(stack, removed)
  const kinds = kindsOf([...current, ...gone, ...ofProduct])
  const namespaced = kinds.filter(({ isNamespaced }) => isNamespaced)
  const lists = await Promise.all([
    // The marks of Argo CD are annotations, which no selector finds, so that the known namespaces are read as a whole.
    ...namespaces.map((namespace) => reader.listNamespace(namespaced, namespace)),
    reader.listKinds(kinds, ['--all-namespaces', '--selector=app.kubernetes.io/part-of=thanos']),
  ])
  const known = new Set(current.map(identityOf))
  const found = new Map(lists.flat().map((object) => [identityOf(object), object]))
  const unknown = [...found].filter(([identity]) => !known.has(identity))
  // An object with the mark of the tool shows a namespace that the history of this clone lacks. Others in it may have no mark.
  const marked = unknown.flatMap(([, object]) =>
    environmentOf(object) === stack.environment.name ? (object.metadata.namespace ?? []) : [],
  )
  const all = [...new Set([...namespaces, ...marked])]
  return unknown
    .filter(([, object]) => isOwn(object, stack.environment, all, removed))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([identity, object]) => {
      const removal = removed?.get(identity)
      return removal === undefined ? { object } : { object, removed: { commit: removal.commit, time: removal.time } }
    })
}

/** Whether an object belongs to the environment: by the mark of its tool, or by its label in one of its namespaces. */
export function isOwn(
  object: LiveObject,
  { name, namespace: current }: Place,
  namespaces: readonly string[],
  removed?: ReadonlyMap<string, RemovedObject>,
): boolean {
  const { name: objectName, namespace, labels = {}, ownerReferences, deletionTimestamp } = object.metadata
  if (ownerReferences !== undefined || deletionTimestamp !== undefined) return false
  const marked = environmentOf(object)
  if (marked !== undefined) return marked === name
  if (removed?.has(identityOf(object))) return true
  if (labels['app.kubernetes.io/part-of'] !== 'thanos') return false
  if (namespace !== undefined) return namespaces.includes(namespace)
  // The name of an object without a namespace begins with the namespace of its stack.
  return object.kind === 'Namespace' ? namespaces.includes(objectName) : objectName.startsWith(`${current}-`)
}
