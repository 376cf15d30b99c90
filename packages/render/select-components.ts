import {
  conditionOf,
  hasContentHash,
  hasReference,
  inKeyOrder,
  isObject,
  type Base,
  type Component,
  type Environment,
  type KubernetesObject,
} from '@thanos-gitops/manifest'
import { canonicalQuantities } from './canonical-quantities.ts'

/** The base's objects for one choice of components, in key order and with canonical quantities; settings still stand in them. */
export interface SelectedObject {
  readonly component: string
  readonly object: KubernetesObject
  /** Whether the content hash of a ConfigMap is mentioned in it. */
  readonly hashes: boolean
}

/** The components of an environment: the required ones, its object storage, and the optional ones that it names. */
export function componentsOf(base: Base, environment: Environment): readonly Component[] {
  return [
    ...base.required,
    base.objectStorage[environment.objectStorage],
    ...base.optional.filter((component) => environment.components.includes(component.name)),
  ]
}

/**
 * Selects objects for environments. Environments with the same components share what is selected, and objects in which
 * nothing is conditional are shared by all: nothing may change them in place.
 */
export function objectSelector(base: Base): (environment: Environment) => readonly SelectedObject[] {
  const selected = new Map<string, readonly SelectedObject[]>()
  return (environment) => {
    const components = componentsOf(base, environment)
    const names = new Set(components.map((component) => component.name))
    const key = [environment.kubernetesVersion, ...names].join(' ')
    let objects = selected.get(key)
    if (objects === undefined) {
      objects = components.flatMap((component) =>
        component.objects.map((object) => {
          const ordered = inKeyOrder(withoutAbsent(object, names)) as KubernetesObject
          return {
            component: component.name,
            object: canonicalQuantities(environment.kubernetesVersion, ordered),
            hashes: hasContentHash(JSON.stringify(ordered)),
          }
        }),
      )
      selected.set(key, objects)
    }
    return objects
  }
}

/** A copy without the elements and fields whose components are absent; the value itself where nothing is left out. */
function withoutAbsent(value: unknown, present: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) {
    const kept = value.filter((element) => isPresent(element, present)).map((element) => withoutAbsent(element, present))
    return kept.length === value.length && kept.every((element, index) => element === value[index]) ? value : kept
  }
  if (!isObject(value)) return value
  const entries = Object.entries(value)
  const kept = entries
    .filter(([, field]) => isPresent(field, present))
    .map(([key, field]) => [key, withoutAbsent(field, present)] as const)
  return kept.length === entries.length && kept.every(([key, field]) => field === value[key]) ? value : Object.fromEntries(kept)
}

function isPresent(value: unknown, present: ReadonlySet<string>): boolean {
  const condition = typeof value === 'object' && value !== null ? conditionOf(value) : undefined
  return condition === undefined || condition.some((component) => present.has(component))
}

const referring = new WeakMap<object, boolean>()

/** Whether a reference stands anywhere in a value. Remembered for the objects that environments share. */
export function refers(value: unknown): boolean {
  if (typeof value === 'string') return hasReference(value)
  if (typeof value !== 'object' || value === null) return false
  let found = referring.get(value)
  if (found === undefined) {
    found = Object.values(value).some(refers)
    referring.set(value, found)
  }
  return found
}
