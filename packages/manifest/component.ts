import type { Environment } from './environment.ts'
import type { KubernetesObject } from './object.ts'

/** A part of the stack that an environment has or has not: one file of `base/components`. */
export interface Component {
  /** The file, the workload, `app.kubernetes.io/name` and the manifest are all called so. */
  readonly name: string
  readonly objects: readonly KubernetesObject[]
}

export const defineComponent = (name: string, objects: readonly KubernetesObject[]): Component => ({ name, objects })

// One for the process, however often this module was loaded: a base that another copy of it marked would lose its marks.
const registry = globalThis as { [key: symbol]: WeakMap<object, readonly string[]> | undefined }
const conditions = (registry[Symbol.for('thanos-gitops.conditions')] ??= new WeakMap())

/**
 * Marks an object, a list element or a field's value as there only where one of the named components is: the ruler's address in the
 * query's endpoints, the ruler's alerts, the credentials of one kind of object storage. Give each condition an object of
 * its own; a shared one would carry it everywhere.
 */
export const onlyWith = <T extends object>(components: string | readonly string[], value: T): T => {
  conditions.set(value, typeof components === 'string' ? [components] : components)
  return value
}

/** The components of which one must be there for this value to be, or undefined if it always is. */
export const conditionOf = (value: object): readonly string[] | undefined => conditions.get(value)

/** What `base/index.ts` exports. */
export interface Base {
  /** In every environment. */
  readonly required: readonly Component[]
  /** In the environments whose `components` name them. */
  readonly optional: readonly Component[]
  /** Exactly one of them, by the environment's `objectStorage`. A base need not have all. */
  readonly objectStorage: Readonly<Partial<Record<Environment['objectStorage'], Component>>>
}
