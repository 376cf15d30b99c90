import { type Base, hasReference, type KubernetesObject, labelOf, parsePointer, valueAt } from '@thanos-gitops/manifest'
import { check, type KubernetesVersion, kubernetesVersions, schemaOf } from '@thanos-gitops/schemas'
import { canonicalQuantities } from '../output/canonical-quantities.ts'
import { writeDocuments } from '../output/documents.ts'
import { placedComponents } from './base-components.ts'
import type { BaseProblem } from './base-problem.ts'
import { resolveReferences } from './resolve-references.ts'
import { NotJson, selectValues } from './select-values.ts'

/** Stands for each setting, which is judged where an environment sets it. */
const anySetting = 'x'

/** How alternatives with `onlyWith` can be wrong together, although each environment has only one of them. */
const maybeOfAlternatives = /^(?:must have|has |must not have|must not be the same)/

/**
 * The fields of base objects that no supported version of Kubernetes accepts: wrong types, unknown fields, missing fields.
 * Objects are checked with all their conditional parts.
 */
export function schemaProblems(base: Base): readonly BaseProblem[] {
  const components = placedComponents(base)
  const names = new Set(components.map(({ component }) => component.name))
  return components.flatMap(({ component, steps }) =>
    component.objects.flatMap((object, index) => problemsOf(object, names, [...steps, 'objects', index])),
  )
}

function problemsOf(
  object: KubernetesObject,
  components: ReadonlySet<string>,
  steps: BaseProblem['steps'],
): readonly BaseProblem[] {
  const selected = withAllParts(object, components)
  if (selected === undefined) return []
  const whole = resolveReferences(selected, () => anySetting)
  const isSetting = (pointer: string): boolean => {
    const value = valueAt(selected, parsePointer(pointer) ?? [])
    return typeof value === 'string' && hasReference(value)
  }
  const problemsAt = (version: KubernetesVersion): ReturnType<typeof check> => {
    const schema = schemaOf(version, whole)
    return schema === undefined ? [] : check(schema, writeDocuments(canonicalQuantities(version, whole)))
  }
  // A version without a problem is enough: an environment can have it. The others are then not read.
  let fewest: ReturnType<typeof check> = []
  for (const version of kubernetesVersions) {
    fewest = problemsAt(version)
    if (fewest.length === 0) return []
  }
  return fewest
    .filter(({ pointer, message }) => !maybeOfAlternatives.test(message) && !isSetting(pointer))
    .map(({ pointer, message, remedy }) => ({
      message: `${labelOf(whole)}: ${pointer} ${message}.`,
      remedy,
      steps: [...steps, ...stepsIn(whole, pointer)],
    }))
}

/** Undefined for an object with a value that is not JSON, which is reported when an environment selects it. */
function withAllParts(object: KubernetesObject, components: ReadonlySet<string>): KubernetesObject | undefined {
  try {
    return selectValues(object, components).value as KubernetesObject
  } catch (error) {
    if (error instanceof NotJson) return undefined
    throw error
  }
}

/** The steps of a pointer, with numbers for the elements of lists. */
function stepsIn(object: unknown, pointer: string): BaseProblem['steps'] {
  let value = object
  return (parsePointer(pointer) ?? []).map((step) => {
    const isElement = Array.isArray(value)
    value = (value as Record<string, unknown> | undefined)?.[step]
    return isElement ? Number(step) : step
  })
}
