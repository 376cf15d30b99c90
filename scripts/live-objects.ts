import { identityOf, type KubernetesObject } from '@thanos-gitops/manifest'
import { documentsOf, type Kubectl, type LiveObject } from './kubectl.ts'

/** Calls of kubectl at the same time. */
const parallelCalls = 8

/** The object of the cluster with the kind, name and namespace of a manifest. */
export const getLike = (
  kubectl: Kubectl,
  { apiVersion, kind, metadata: { name, namespace } }: KubernetesObject,
): Promise<LiveObject | undefined> =>
  kubectl.get([typeOf(apiVersion, kind), name, ...(namespace === undefined ? [] : [`--namespace=${namespace}`])])

/** The objects of the cluster that manifests describe, by identity, with one call. Those that do not exist are left out. */
export async function getAllLike(
  kubectl: Kubectl,
  objects: readonly KubernetesObject[],
): Promise<ReadonlyMap<string, LiveObject>> {
  if (objects.length === 0) return new Map()
  const answer = await kubectl.text(
    ['get', '--ignore-not-found', '--show-managed-fields', '-o', 'json', '-f', '-'],
    documentsOf(objects),
  )
  return new Map(itemsOf(answer).map((live) => [identityOf(live), live]))
}

/** The objects that kubectl prints as JSON: a single one without a list. */
export function itemsOf(answer: string): readonly LiveObject[] {
  if (answer.trim() === '') return []
  const { items, ...object } = JSON.parse(answer) as LiveObject & { items?: readonly LiveObject[] }
  return items ?? [object]
}

/** The type as kubectl reads it, with its group: two groups may have a kind of the same name. */
export const typeOf = (apiVersion: string, kind: string): string => {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : [undefined, apiVersion]
  return group === undefined ? kind : `${kind}.${version}.${group}`
}

/** Like Promise.all, for calls of kubectl. */
export async function inGroups<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
  size = parallelCalls,
): Promise<readonly R[]> {
  const results: R[] = []
  for (let start = 0; start < items.length; start += size)
    results.push(...(await Promise.all(items.slice(start, start + size).map(work))))
  return results
}
