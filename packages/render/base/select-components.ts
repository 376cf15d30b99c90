import {
  type Base,
  type Component,
  conditionOf,
  type Environment,
  hasContentHash,
  inKeyOrder,
  type KubernetesObject,
} from '@thanos-gitops/manifest'
import { canonicalQuantities } from '../output/canonical-quantities.ts'

/** An object of the base for one choice of components, in key order and with canonical quantities. It still has references. */
export interface SelectedObject {
  readonly component: string
  readonly object: KubernetesObject
  /** Whether it contains the content hash of a ConfigMap. */
  readonly hasContentHash: boolean
}

/** The components of an environment: the required ones, its object storage, and the optional ones that it names. */
export function componentsOf(base: Base, environment: Environment): readonly Component[] {
  return [
    ...base.required,
    // loadEnvironment refuses an object storage that the base does not have.
    base.objectStorage[environment.objectStorage]!,
    ...base.optional.filter((component) => environment.components.includes(component.name)),
  ]
}

/** The components that an environment could have and does not have. */
export function disabledComponents(base: Base, environment: Environment): readonly Component[] {
  const present = new Set(componentsOf(base, environment))
  return [...base.optional, ...Object.values(base.objectStorage)].filter((component) => !present.has(component))
}

/**
 * Returns the function that selects the objects of an environment. Environments with the same components share the selected
 * objects, and all environments share objects without conditions. Callers must not change them in place.
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
              hasContentHash: hasContentHash(JSON.stringify(ordered)),
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

// Loops instead of chains of array methods: they run once over the whole base at every start, before the engine compiles them.
function listWithoutAbsent(list: readonly unknown[], present: ReadonlySet<string>): readonly unknown[] {
  let copy: unknown[] | undefined
  for (let index = 0; index < list.length; index++) {
    const element = list[index]
    const selected = isAbsent(element, present) ? undefined : withoutAbsent(element, present)
    if (selected !== element) copy ??= list.slice(0, index)
    if (copy && selected !== undefined) copy.push(selected)
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
    const selected = isAbsent(field, present) ? undefined : withoutAbsent(field, present)
    if (selected === field) continue
    copy ??= { ...fields }
    if (selected === undefined) delete copy[key]
    else copy[key] = selected
  }
  return copy ?? fields
}

function isAbsent(value: unknown, present: ReadonlySet<string>): boolean {
  const condition = typeof value === 'object' && value !== null ? conditionOf(value) : undefined
  return condition !== undefined && !condition.some((component) => present.has(component))
}
