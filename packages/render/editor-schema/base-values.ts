import { escapeStep, isObject, type KubernetesObject, type Place, unshardedName } from '@thanos-gitops/manifest'
import { type Policy, rulesFor } from '../policy/refusal.ts'
import type { EditorSchema } from './editor-schema.ts'
import { isDashboard, stepsOf } from './field-tree.ts'
import { isUsual, usualness } from './usual-changes.ts'
import { everyPath, lineOf, ofObject, shownScalar, titledPath, type ValueSource, valueTitle } from './value-titles.ts'

/** An object with the places of its values before all patches. */
export interface ValuedObject {
  /** With the names of settings. */
  readonly object: KubernetesObject
  readonly component: string
  readonly policy: Policy | undefined
  readonly source: Exclude<ValueSource, 'Today'>
  placeAt(steps: readonly string[]): Place | undefined
}

/** Of an object. */
const mostValues = 60

/**
 * A rule for the patches of an object: the values that the policy allows patches to change, and those that patches usually change, have a
 * title with the value before all patches and the line that sets it.
 */
export function baseValues({ object, component, policy, source, placeAt }: ValuedObject): EditorSchema {
  const isAllowed = (plain: readonly string[]): boolean =>
    policy === undefined || rulesFor(policy.rules, component, object, plain).length > 0
  const rules = [...scalars(object, [], '')]
    .map((scalar) => ({ ...scalar, isAllowed: isAllowed(scalar.plain) }))
    .filter((scalar) => scalar.isAllowed || isUsual(scalar.path))
    .sort((a, b) => Number(b.isAllowed) - Number(a.isAllowed) || usualness(a.path) - usualness(b.path))
    .slice(0, mostValues)
    .map(({ plain, value }) => {
      const place = placeAt(plain)
      const title = valueTitle(source, { text: shownScalar(value), line: place && lineOf(place) })
      return titledPath(everyPath(object, plain), title)
    })
  return ofObject(object.kind, [...new Set([object.metadata.name, unshardedName(object)])], rules)
}

interface Scalar {
  /** The steps with indexes. */
  readonly plain: readonly string[]
  /** With list steps, as people write it. */
  readonly path: string
  readonly value: unknown
}

/** The thousands of values of dashboards are left out. */
function* scalars(value: unknown, plain: readonly string[], path: string): Generator<Scalar> {
  if (Array.isArray(value))
    for (const [index, element] of value.entries())
      yield* scalars(element, [...plain, String(index)], `${path}/${stepsOf(value, element, index).steps[0]}`)
  else if (isObject(value)) {
    if (isDashboard(value)) return
    for (const [key, child] of Object.entries(value))
      yield* scalars(child, [...plain, key], `${path}/${escapeStep(key)}`)
  } else yield { plain, path, value }
}
