import {
  escapeStep,
  groupOf,
  identityOf,
  isClusterScoped,
  isObject,
  type KubernetesObject,
  type SourcedObject,
} from '@thanos-gitops/manifest'

/** An object of the old side, the new side or both. */
export type Pair =
  | { readonly status: 'changed' | 'renamed'; readonly before: SourcedObject; readonly after: SourcedObject }
  | { readonly status: 'added'; readonly before?: undefined; readonly after: SourcedObject }
  | { readonly status: 'removed'; readonly before: SourcedObject; readonly after?: undefined }

const serverIdentity = (object: KubernetesObject): string =>
  isClusterScoped(object) ? `${groupOf(object.apiVersion)}/${object.kind}//${object.metadata.name}` : identityOf(object)

/** Pairs the objects of both sides by their identity in the API server, and the remaining objects by their content. */
export function pairObjects(before: readonly SourcedObject[], after: readonly SourcedObject[]): readonly Pair[] {
  const remaining = new Map(before.map((sourced) => [serverIdentity(sourced.object), sourced]))
  const pairs: Pair[] = []
  const added: SourcedObject[] = []
  for (const sourced of after) {
    const identity = serverIdentity(sourced.object)
    const partner = remaining.get(identity)
    if (partner === undefined) added.push(sourced)
    else {
      remaining.delete(identity)
      if (partner.object !== sourced.object) pairs.push({ status: 'changed', before: partner, after: sourced })
    }
  }
  return [...pairs, ...pairRenamed([...remaining.values()], added)]
}

/** The share of equal fields from which on two objects with different names count as a rename. */
const leastSimilarity = 0.75
/** With more candidates than this, only those whose names differ in a hash alone are compared. */
const mostCandidates = 60

function pairRenamed(removed: readonly SourcedObject[], added: readonly SourcedObject[]): readonly Pair[] {
  const pairs: Pair[] = []
  const unpaired = new Set(added)
  const kindOf = ({ object }: SourcedObject): string => `${object.apiVersion}/${object.kind}`
  const addedByKind = Map.groupBy(added, kindOf)
  for (const before of removed) {
    const sameKind = (addedByKind.get(kindOf(before)) ?? []).filter((candidate) => unpaired.has(candidate))
    const after = mostSimilar(before, sameKind)
    if (after === undefined) pairs.push({ status: 'removed', before })
    else {
      unpaired.delete(after)
      pairs.push({ status: 'renamed', before, after })
    }
  }
  return [...pairs, ...[...unpaired].map((after) => ({ status: 'added' as const, after }))]
}

/** The candidate that is most similar to the object; undefined if none is similar enough. */
function mostSimilar(before: SourcedObject, sameKind: readonly SourcedObject[]): SourcedObject | undefined {
  const { name } = before.object.metadata
  const candidates =
    sameKind.length > mostCandidates
      ? sameKind
          .filter(({ object }) => withoutHash(object.metadata.name) === withoutHash(name))
          .slice(0, mostCandidates)
      : sameKind
  let best: SourcedObject | undefined
  let bestSimilarity = leastSimilarity
  for (const candidate of candidates) {
    // The same name in another namespace has precedence over every other name.
    const found = similarity(before.object, candidate.object) + (candidate.object.metadata.name === name ? 1 : 0)
    if (best === undefined ? found >= bestSimilarity : found > bestSimilarity) {
      best = candidate
      bestSimilarity = found
    }
  }
  return best
}

const hashSuffix = /-[a-z0-9]{8,10}$/

/** A name without the hash that kustomize appends. */
const withoutHash = (name: string): string => name.replace(hashSuffix, '')

/** The share of fields that are equal, from 0 to 1. The names and namespaces of the objects are ignored. */
function similarity(before: KubernetesObject, after: KubernetesObject): number {
  const [nameBefore, nameAfter] = [before.metadata.name, after.metadata.name]
  // A name in which only the hash differs is a rename, whatever the content is.
  if (nameBefore !== nameAfter && withoutHash(nameBefore) === withoutHash(nameAfter) && hashSuffix.test(nameBefore))
    return 1
  const fieldsBefore = fieldsOf(before)
  const fieldsAfter = fieldsOf(after)
  if (fieldsBefore.size < 2 || fieldsAfter.size < 2) return 0
  const equal = [...fieldsBefore].filter((field) => fieldsAfter.has(field)).length
  return equal / Math.max(fieldsBefore.size, fieldsAfter.size)
}

/** All scalar fields as `pointer=value`, with placeholders for the object's own name and namespace. */
function fieldsOf(object: KubernetesObject): ReadonlySet<string> {
  const { name, namespace, labels, annotations } = object.metadata
  const fields = new Set<string>()
  const scalar = (value: unknown): string =>
    typeof value === 'string' ? value.replaceAll(name, '\0').replaceAll(namespace ?? '\0', '\0') : JSON.stringify(value)
  const visit = (value: unknown, pointer: string): void => {
    if (Array.isArray(value)) for (const [index, element] of value.entries()) visit(element, `${pointer}/${index}`)
    else if (isObject(value)) for (const key of Object.keys(value)) visit(value[key], `${pointer}/${escapeStep(key)}`)
    else fields.add(`${pointer}=${scalar(value)}`)
  }
  for (const [key, value] of Object.entries(object))
    if (key !== 'apiVersion' && key !== 'kind' && key !== 'metadata') visit(value, `/${key}`)
  visit({ labels, annotations }, '/metadata')
  return fields
}
