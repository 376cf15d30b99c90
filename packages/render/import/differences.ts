// The proof of an import: the objects that a render writes, compared with those that were read.
import {
  formatPointer,
  identityOf,
  isObject,
  type KubernetesObject,
  labelOf,
  parsePointer,
} from '@thanos-gitops/manifest'
import { contentKey } from './value.ts'

/** An object that differs between what was read and what is rendered. */
export interface ObjectDifference {
  readonly label: string
  readonly problem: 'missing' | 'additional' | 'different'
  /** The first field that differs; empty for a whole object. */
  readonly pointer: string
}

/**
 * All differences, empty if both sides have equal objects.
 *
 * @param expected what was read, without what the server makes, with canonical quantities
 * @param rendered parsed from the content of the manifests
 */
export function differencesFrom(
  expected: readonly KubernetesObject[],
  rendered: readonly KubernetesObject[],
): readonly ObjectDifference[] {
  const remaining = new Map(rendered.map((object) => [identityOf(object), object]))
  const differences = expected.flatMap((object): readonly ObjectDifference[] => {
    const identity = identityOf(object)
    const other = remaining.get(identity)
    remaining.delete(identity)
    const label = labelOf(object)
    if (other === undefined) return [{ label, problem: 'missing', pointer: '' }]
    const pointer = firstDifference(object, other)
    return pointer === undefined ? [] : [{ label, problem: 'different', pointer }]
  })
  const additional = [...remaining.values()].map((object) => ({
    label: labelOf(object),
    problem: 'additional' as const,
    pointer: '',
  }))
  return [...differences, ...additional]
}

/** The pointer to the first field whose values differ in content or type; undefined for equal values. */
function firstDifference(a: unknown, b: unknown, pointer = ''): string | undefined {
  if (contentKey(a) === contentKey(b)) return undefined
  const isContainer = (Array.isArray(a) && Array.isArray(b)) || (isObject(a) && isObject(b))
  if (!isContainer) return pointer
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>]
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const steps = [...(parsePointer(pointer) ?? []), key]
    const found = firstDifference(left[key], right[key], formatPointer(steps))
    if (found !== undefined) return found
  }
  return pointer
}
