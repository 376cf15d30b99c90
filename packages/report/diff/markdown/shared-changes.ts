import type { DeliveredChange, NamedDiff } from '@thanos-gitops/manifest/change'
import { worstFirst } from '../classes.ts'

/** An object that changes in the same way in several environments. */
export interface SharedChange {
  readonly environments: readonly string[]
  /** Of the first environment; the names in its commands are those of that environment. */
  readonly object: DeliveredChange
  /** The object in each environment: the lines that changed it differ. */
  readonly objects: readonly DeliveredChange[]
}

/** The changes of all environments, the worst first, with equal ones together. */
export function sharedChanges(diffs: readonly NamedDiff[]): readonly SharedChange[] {
  const found = new Map<string, { environments: string[]; object: DeliveredChange; objects: DeliveredChange[] }>()
  for (const { name, objects } of diffs)
    for (const object of objects) {
      const key = keyOf(object)
      const known = found.get(key)
      if (known) {
        known.environments.push(name)
        known.objects.push(object)
      } else found.set(key, { environments: [name], object, objects: [object] })
    }
  return [...found.values()].sort((a, b) => worstFirst.indexOf(a.object.class) - worstFirst.indexOf(b.object.class))
}

const keyOf = ({ kind, name, status, was, class: worst, changes }: DeliveredChange): string =>
  JSON.stringify([
    kind,
    name,
    status,
    was,
    worst,
    changes.map(({ path, before, after, class: one, why, message }) => [path, before, after, one, why, message]),
  ])
