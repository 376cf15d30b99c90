import { isObject } from '@thanos-gitops/manifest'

/**
 * The fields that a manager owns, in the form of `fieldsV1` in `managedFields`: nested mappings whose keys are `f:NAME` (a field),
 * `k:{…}` (an item of a list, by its key fields), `v:VALUE` (an item of a set) or `i:INDEX`. `.` stands for the value itself, and an
 * empty mapping for a value with all that is below it.
 */
export interface FieldTree {
  readonly [step: string]: FieldTree
}

const isEmpty = (tree: FieldTree): boolean => Object.keys(tree).length === 0
const isOwned = (tree: FieldTree): boolean => isEmpty(tree) || tree['.'] !== undefined

/** The fields of either tree. At the top, an empty mapping is no field. */
export function unionOf(a: FieldTree, b: FieldTree): FieldTree {
  if (isEmpty(a)) return b
  return isEmpty(b) ? a : unionBelow(a, b)
}

function unionBelow(a: FieldTree, b: FieldTree): FieldTree {
  const steps = [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((step) => step !== '.')
  const below = steps.map((step): [string, FieldTree] => {
    const [left, right] = [a[step], b[step]]
    return [step, left !== undefined && right !== undefined ? unionBelow(left, right) : (left ?? right)!]
  })
  const itself: readonly [string, FieldTree][] = below.length > 0 && (isOwned(a) || isOwned(b)) ? [['.', {}]] : []
  return Object.fromEntries([...itself, ...below])
}

/** A field of an object in the cluster. */
export interface OwnedField {
  /** The steps of its path. An item of a list has the form of a patch: `[name=thanos-query]`. */
  readonly path: readonly string[]
  readonly value: unknown
}

/**
 * The fields in a tree that an object of the cluster has and its manifest lacks. A field below another one in the result is left out.
 *
 * @param defaults the manifest as the server completes it: a field with the value that the server sets anyway is left out
 */
export function fieldsWithoutManifest(
  tree: FieldTree,
  live: unknown,
  manifest: unknown,
  defaults: unknown = manifest,
): readonly OwnedField[] {
  return Object.entries(tree).flatMap(([step, below]): readonly OwnedField[] => {
    const value = valueAtStep(live, step)
    if (step === '.' || value === undefined) return []
    const [inManifest, inDefaults] = [valueAtStep(manifest, step), valueAtStep(defaults, step)]
    if (inManifest === undefined) {
      if (JSON.stringify(inDefaults) === JSON.stringify(value)) return []
      if (isEmpty(below) || (inDefaults === undefined && isOwned(below))) return [{ path: [nameOf(step)], value }]
    }
    return fieldsWithoutManifest(below, value, inManifest, inDefaults).map((field) => ({
      ...field,
      path: [nameOf(step), ...field.path],
    }))
  })
}

function valueAtStep(parent: unknown, step: string): unknown {
  const content = step.slice(2)
  if (step.startsWith('f:')) return isObject(parent) ? parent[content] : undefined
  if (!Array.isArray(parent)) return undefined
  if (step.startsWith('i:')) return parent[Number(content)]
  const searched: unknown = JSON.parse(content)
  return step.startsWith('v:')
    ? parent.find((item) => JSON.stringify(item) === JSON.stringify(searched))
    : parent.find((item) => isObject(item) && isObject(searched) && hasKeys(item, searched))
}

const hasKeys = (item: Readonly<Record<string, unknown>>, keys: Readonly<Record<string, unknown>>): boolean =>
  Object.entries(keys).every(([key, value]) => item[key] === value)

function nameOf(step: string): string {
  const content = step.slice(2)
  if (!step.startsWith('k:')) return content
  const keys = JSON.parse(content) as Readonly<Record<string, unknown>>
  return `[${Object.entries(keys)
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(',')}]`
}
