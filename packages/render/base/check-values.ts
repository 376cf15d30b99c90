import {
  conditionOf,
  didYouMean,
  hashedConfigMap,
  hasLostCondition,
  type KubernetesObject,
  marks,
  objectStorageFields,
  referencesIn,
  settingNames,
} from '@thanos-gitops/manifest'
import type { PlacedComponent } from './base-components.ts'
import type { BaseProblem } from './base-problem.ts'

const settings: readonly string[] = [...settingNames, ...objectStorageFields.map((field) => `objectStorage.${field}`)]

/** Whether a condition or reference of any object can be wrong. This is much faster than a pass over the base. */
const mayHaveProblems = (names: ReadonlySet<string>, configMaps: ReadonlySet<string>): boolean =>
  [...marks.conditionNames].some((name) => !names.has(name)) ||
  [...marks.references].some((reference) => referenceProblem(reference, configMaps) !== undefined) ||
  marks.hasStrings

/** The problems of conditions and references anywhere in the objects of a base. */
export function valueProblems(components: readonly PlacedComponent[]): readonly BaseProblem[] {
  const names = new Set(components.map(({ component }) => component.name))
  const configMaps = new Set(
    components.flatMap(({ component }) => component.objects.filter(isConfigMap).map(({ metadata }) => metadata.name)),
  )
  if (!mayHaveProblems(names, configMaps)) return []
  const problems: BaseProblem[] = []
  const seen = new Set<object>()
  const visit = (value: unknown, steps: BaseProblem['steps']): void => {
    for (const problem of problemsOf(value, names, configMaps)) problems.push({ ...problem, steps })
    if (typeof value !== 'object' || value === null || seen.has(value)) return
    seen.add(value)
    for (const [key, child] of Object.entries(value)) visit(child, [...steps, Array.isArray(value) ? Number(key) : key])
  }
  for (const { component, steps } of components) visit(component.objects, [...steps, 'objects'])
  return problems
}

type Problem = Omit<BaseProblem, 'steps'>

const isConfigMap = ({ kind }: KubernetesObject): boolean => kind === 'ConfigMap'

/** The problems of one value, without those of what is in it. */
function problemsOf(value: unknown, names: ReadonlySet<string>, configMaps: ReadonlySet<string>): readonly Problem[] {
  const condition = conditionOf(value)
  const conditions = condition === undefined ? [] : conditionProblems(condition, names)
  if (typeof value !== 'string') return conditions
  const references = referencesIn(value).flatMap((reference) => referenceProblem(reference, configMaps) ?? [])
  return [...conditions, ...(hasLostCondition(value) ? [lostCondition] : []), ...references]
}

const conditionProblems = (condition: readonly string[], names: ReadonlySet<string>): readonly Problem[] =>
  condition.every((name) => name === '')
    ? [emptyCondition]
    : condition.filter((name) => !names.has(name)).map((name) => unknownComponent(name, [...names]))

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

function referenceProblem(reference: string, configMaps: ReadonlySet<string>): Problem | undefined {
  const configMap = hashedConfigMap(reference)
  if (configMap === undefined)
    return settings.includes(reference)
      ? undefined
      : {
          message: `There is no setting ${reference}.`,
          remedy: didYouMean(reference, settings) ?? `Settings: ${settings.join(', ')}.`,
        }
  return configMaps.has(configMap)
    ? undefined
    : {
        message: `contentHash refers to ConfigMap/${configMap}, which no component of this base has.`,
        remedy: didYouMean(configMap, configMaps) ?? 'Add the ConfigMap to the objects of its component.',
      }
}
