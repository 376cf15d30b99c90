import {
  conditionName,
  conditionOf,
  countedWorkload,
  didYouMean,
  hashedConfigMap,
  hasLostCondition,
  type KubernetesObject,
  labelOf,
  marks,
  namesOf,
  optionalSettings,
  referencesIn,
  replaceReferences,
  settingNameOf,
  settingNames,
  withShardSuffix,
} from '@thanos-gitops/manifest'
import type { PlacedComponent } from './base-components.ts'
import type { BaseProblem } from './base-problem.ts'

/** Whether a condition or reference of any object can be wrong. This is much faster than a pass over the base. */
const mayHaveProblems = (names: ReadonlySet<string>, objects: ReadonlySet<string>): boolean =>
  [...marks.conditionNames].some((name) => !isCondition(name, names)) ||
  [...marks.references].some((reference) => referenceProblem(reference, objects) !== undefined) ||
  marks.hasStrings

/** The problems of conditions and references anywhere in the objects of a base. */
export function valueProblems(components: readonly PlacedComponent[]): readonly BaseProblem[] {
  const names = new Set(components.map(({ component }) => component.name))
  const objects = new Set(components.flatMap(({ component }) => component.objects.map(unshardedLabel)))
  if (!mayHaveProblems(names, objects)) return []
  const problems: BaseProblem[] = []
  const seen = new Set<object>()
  const visit = (value: unknown, place: Place): void => {
    if (typeof value === 'string' && !hasMark.test(value)) return
    for (const problem of problemsOf(value, names, objects)) problems.push({ ...problem, steps: stepsOf(place) })
    if (typeof value !== 'object' || value === null || seen.has(value)) return
    seen.add(value)
    if (Array.isArray(value)) for (const [step, child] of value.entries()) visit(child, { above: place, step })
    else for (const [step, child] of Object.entries(value)) visit(child, { above: place, step })
  }
  for (const { component, steps } of components) visit(component.objects, { steps: [...steps, 'objects'] })
  return problems
}

/** Conditions and references are between private-use characters. Most strings have none. */
const hasMark = /[\uE000-\uE00F]/

/** Where a value is. Its steps are put together only for a problem. */
type Place =
  | { readonly steps: BaseProblem['steps'] }
  | { readonly above: Place; readonly step: BaseProblem['steps'][number] }

const stepsOf = (place: Place): BaseProblem['steps'] =>
  'steps' in place ? place.steps : [...stepsOf(place.above), place.step]

/** As references to objects name it: without the suffix of shards. */
export const unshardedLabel = (object: KubernetesObject): string =>
  replaceReferences(labelOf(object), (reference) => (reference === 'shard.suffix' ? '' : undefined))

type Problem = Omit<BaseProblem, 'steps'>

/** The problems of one value, without those of what is in it. */
function problemsOf(value: unknown, names: ReadonlySet<string>, objects: ReadonlySet<string>): readonly Problem[] {
  const condition = conditionOf(value)
  const conditions = condition === undefined ? [] : conditionProblems(condition, names)
  if (typeof value !== 'string') return conditions
  const references = referencesIn(value).flatMap((reference) => referenceProblem(reference, objects) ?? [])
  return [...conditions, ...(hasLostCondition(value) ? [lostCondition] : []), ...references]
}

const conditionProblems = (condition: readonly string[], names: ReadonlySet<string>): readonly Problem[] =>
  condition.every((name) => name === '')
    ? [emptyCondition]
    : condition
        .flatMap(namesOf)
        .filter((name) => !isCondition(name, names))
        .map((name) => unknownComponent(conditionName(name), [...names]))

const isCondition = (condition: string, components: ReadonlySet<string>): boolean => {
  const name = conditionName(condition)
  return components.has(name) || (optionalSettings as readonly string[]).includes(name)
}

const emptyCondition: Problem = {
  message: 'onlyWith names no component, so that the value never exists.',
  remedy: 'Name at least one component.',
}

const lostCondition: Problem = {
  message: 'The condition of onlyWith is inside a longer string, where it has no effect.',
  remedy: 'Mark the whole string: onlyWith(component, `…`). A string can have one condition.',
}

const unknownComponent = (name: string, names: readonly string[]): Problem => ({
  message: `onlyWith names ${name}, which is not a component of this base.`,
  remedy: didYouMean(name, names) ?? `Components: ${names.join(', ')}.`,
  conditionName: name,
})

function referenceProblem(reference: string, objects: ReadonlySet<string>): Problem | undefined {
  const configMap = hashedConfigMap(reference)
  if (configMap !== undefined)
    return objectProblem('contentHash', `ConfigMap/${withShardSuffix(configMap, '')}`, objects)
  const workload = countedWorkload(reference)
  if (workload !== undefined) return objectProblem('replicasOf', withShardSuffix(workload, ''), objects)
  const name = settingNameOf(reference)
  return settingNames.includes(name)
    ? undefined
    : {
        message: `There is no setting ${name}.`,
        remedy: didYouMean(name, settingNames) ?? `Settings: ${settingNames.join(', ')}.`,
      }
}

function objectProblem(call: string, label: string, objects: ReadonlySet<string>): Problem | undefined {
  const [kind] = label.split('/')
  const ofKind = [...objects].filter((object) => object.startsWith(`${kind}/`))
  return objects.has(label)
    ? undefined
    : {
        message: `${call} refers to ${label}, which no component of this base has.`,
        remedy: didYouMean(label, ofKind) ?? `Add the ${kind} to the objects of its component.`,
      }
}
