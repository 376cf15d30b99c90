import {
  type Base,
  type Component,
  conditionOf,
  type Environment,
  hasContentHash,
  hasReference,
  inKeyOrder,
  type KubernetesObject,
} from '@thanos-gitops/manifest'
import { canonicalQuantities } from '../output/canonical-quantities.ts'

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
    // loadEnvironment has refused an object storage that the base does not have.
    base.objectStorage[environment.objectStorage]!,
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
        component.objects
          .filter((object) => !isAbsent(object, names))
          .map((object) => {
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
  if (typeof value !== 'object' || value === null) return value
  return Array.isArray(value)
    ? listWithoutAbsent(value, present)
    : fieldsWithoutAbsent(value as Record<string, unknown>, present)
}

// Loops and no chains of array methods: they run once over the whole base at every start, before anything is compiled.
function listWithoutAbsent(list: readonly unknown[], present: ReadonlySet<string>): readonly unknown[] {
  let copy: unknown[] | undefined
  for (let index = 0; index < list.length; index++) {
    const element = list[index]
    const kept = isAbsent(element, present) ? undefined : withoutAbsent(element, present)
    if (kept !== element) copy ??= list.slice(0, index)
    if (copy && kept !== undefined) copy.push(kept)
  }
  return copy ?? list
}

function fieldsWithoutAbsent(
  fields: Readonly<Record<string, unknown>>,
  present: ReadonlySet<string>,
): Readonly<Record<string, unknown>> {
  let copy: Record<string, unknown> | undefined
  for (const key of Object.keys(fields)) {
    const field = fields[key]
    const kept = isAbsent(field, present) ? undefined : withoutAbsent(field, present)
    if (kept === field) continue
    copy ??= { ...fields }
    if (kept === undefined) delete copy[key]
    else copy[key] = kept
  }
  return copy ?? fields
}

function isAbsent(value: unknown, present: ReadonlySet<string>): boolean {
  const condition = typeof value === 'object' && value !== null ? conditionOf(value) : undefined
  return condition !== undefined && !condition.some((component) => present.has(component))
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
