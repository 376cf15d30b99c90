import { isObject, nanoUnits, nearest, type Place, parsePointer, type YamlFile } from '@thanos-gitops/manifest'
import { matchesGlob } from '../patches/select-targets.ts'
import { didYouMean, type Report } from '../problems.ts'

/** What patches may change, and within which bounds. */
export interface PolicyRule {
  /** As it is written, for messages. */
  readonly path: string
  /** `*` is any step, `**` at the end the field itself and all below it, list steps are as in patches. */
  readonly steps: readonly string[]
  readonly kind?: string
  /** A glob. */
  readonly name?: string
  readonly component?: string
  /** Absent: all. */
  readonly environments?: readonly string[]
  /** Quantities or numbers; a missing end is open. */
  readonly range?: { readonly from?: string; readonly to?: string }
  readonly in?: readonly unknown[]
  /** Whether the field may be removed although it has bounds. */
  readonly remove: boolean
  /** Whether `promote` carries the field from one environment to the next. */
  readonly promote: boolean
  place(): Place
}

const apiVersion = 'thanos-gitops/v1'
const ruleKeys = ['path', 'target', 'environments', 'range', 'in', 'remove', 'promote']
const targetKeys = ['kind', 'name', 'component']

type Path = readonly (string | number)[]

/** The rules of `environments/policy.yaml`. What is wrong with them is reported. */
export function loadPolicy(source: YamlFile, report: Report): readonly PolicyRule[] {
  if (!isObject(source.value) || source.value.apiVersion !== apiVersion || source.value.kind !== 'Policy') {
    report(
      'policy-invalid',
      source.place([]),
      'The policy must be a mapping with kind: Policy.',
      `Begin with apiVersion: ${apiVersion}, kind: Policy and patches.`,
    )
    return []
  }
  for (const key of Object.keys(source.value))
    if (!['apiVersion', 'kind', 'patches'].includes(key))
      report(
        'policy-invalid',
        source.keyPlace([key]),
        `${key} is not a key here.`,
        'Known keys: apiVersion, kind, patches.',
      )
  return loadRules(source, ['patches'], source.value.patches, report)
}

/** A list of rules, in the policy or in `environment.yaml`. */
export function loadRules(source: YamlFile, path: Path, value: unknown, report: Report): readonly PolicyRule[] {
  if (Array.isArray(value))
    return value.flatMap((rule: unknown, index) => loadRule(source, [...path, index], rule, report))
  report(
    'policy-invalid',
    source.place(path),
    `${path.at(-1)} must be a list of rules.`,
    'Write - path: /spec/replicas, and bounds if there are any.',
  )
  return []
}

/** One rule for each of its paths. */
function loadRule(source: YamlFile, at: Path, rule: unknown, report: Report): readonly PolicyRule[] {
  let sound = true
  const wrong = (path: Path, message: string, remedy?: string): void => {
    sound = false
    report('policy-invalid', source.place([...at, ...path]), message, remedy)
  }
  const unknownKeys = (mapping: object, path: Path, keys: readonly string[]): void => {
    for (const key of Object.keys(mapping).filter((key) => !keys.includes(key))) {
      sound = false
      report(
        'policy-invalid',
        source.keyPlace([...at, ...path, key]),
        `${key} is not a key here.`,
        didYouMean(nearest(key, keys)) ?? `Known keys: ${keys.join(', ')}.`,
      )
    }
  }
  if (!isObject(rule)) {
    wrong([], 'A rule is a mapping with path.')
    return []
  }
  unknownKeys(rule, [], ruleKeys)
  const { target = {}, environments, range, remove = false, promote = false } = rule
  if (!isObject(target)) wrong(['target'], 'target must be a mapping of kind, name and component.')
  else {
    unknownKeys(target, ['target'], targetKeys)
    for (const [key, value] of Object.entries(target))
      if (typeof value !== 'string') wrong(['target', key], `${key} must be text.`)
  }
  if (
    environments !== undefined &&
    !(Array.isArray(environments) && environments.length > 0 && environments.every((name) => typeof name === 'string'))
  )
    wrong(['environments'], 'environments must be a list of names.')
  for (const [key, value] of Object.entries({ remove, promote }))
    if (typeof value !== 'boolean') wrong([key], `${key} must be true or false.`)
  const ends = range === undefined ? undefined : rangeOf(range, (message, remedy) => wrong(['range'], message, remedy))
  if (rule.in !== undefined && !(Array.isArray(rule.in) && rule.in.length > 0))
    wrong(['in'], 'in must be a list of the values that are allowed, and not empty.')
  if (ends && Array.isArray(rule.in) && !rule.in.some((value) => isWithin(value, ends)))
    wrong(['in'], `None of these values is within ${String(range)}: nothing would be allowed.`)

  const given: readonly unknown[] = Array.isArray(rule.path) ? rule.path : [rule.path]
  const paths = given.flatMap((path, index): { path: string; steps: string[]; at: Path }[] => {
    const here: Path = Array.isArray(rule.path) ? ['path', index] : ['path']
    const steps = typeof path === 'string' && path !== '' ? parsePointer(path) : undefined
    if (steps === undefined || steps.slice(0, -1).includes('**')) {
      wrong(
        here,
        path === undefined
          ? 'path is missing.'
          : `${JSON.stringify(path)} is no path: it begins with / and may have ** at its end only.`,
        'Write path: /spec/replicas.',
      )
      return []
    }
    return [{ path: path as string, steps, at: here }]
  })
  if (!sound) return []
  return paths.map(({ path, steps, at: here }) => ({
    path,
    steps,
    ...(target as { kind?: string; name?: string; component?: string }),
    ...(environments === undefined ? {} : { environments: environments as readonly string[] }),
    ...(ends ? { range: ends } : {}),
    ...(rule.in === undefined ? {} : { in: rule.in as readonly unknown[] }),
    remove: remove === true,
    promote: promote === true,
    place: () => source.place([...at, ...here]),
  }))
}

function rangeOf(given: unknown, wrong: (message: string, remedy?: string) => void): PolicyRule['range'] | undefined {
  const match = typeof given === 'string' ? /^\s*(.*?)\s*\.\.\s*(.*?)\s*$/.exec(given) : null
  const [, from, to] = match ?? []
  if (!match || (from === '' && to === '') || [from, to].some((end) => end !== '' && nanoUnits(end!) === undefined)) {
    wrong(`${JSON.stringify(given)} is no range.`, 'Write 1..10, ..64Gi or 100m.., as text.')
    return undefined
  }
  if (from !== '' && to !== '' && nanoUnits(from!)! > nanoUnits(to!)!) {
    wrong(`${from} is more than ${to}: nothing would be allowed.`, `Write ${to}..${from}.`)
    return undefined
  }
  return { ...(from === '' ? {} : { from: from! }), ...(to === '' ? {} : { to: to! }) }
}

/** Whether a number or quantity lies in a range. What is neither does not. */
export function isWithin(value: unknown, { from, to }: NonNullable<PolicyRule['range']>): boolean {
  const units = typeof value === 'string' || typeof value === 'number' ? nanoUnits(value) : undefined
  return (
    units !== undefined &&
    (from === undefined || nanoUnits(from)! <= units) &&
    (to === undefined || units <= nanoUnits(to)!)
  )
}

/** Two rules for the same field of the same objects that leave no value: all rules of a field must hold. */
export function reportContradictions(
  rules: readonly PolicyRule[],
  report: Report,
  placeText: (place: Place) => string,
): void {
  rules.forEach((rule, index) => {
    const other = rules
      .slice(0, index)
      .find((before) => before.path === rule.path && overlap(before, rule) && isEmpty(before, rule))
    if (other === undefined) return
    report(
      'policy-contradiction',
      rule.place(),
      `${rule.path}: no value is allowed by this rule and by that of ${placeText(other.place())} as well.`,
      'All rules of a field hold together. Give one of the two another target, or other bounds.',
    )
  })
}

const overlap = (a: PolicyRule, b: PolicyRule): boolean =>
  (['kind', 'component'] as const).every((key) => a[key] === undefined || b[key] === undefined || a[key] === b[key]) &&
  (a.name === undefined || b.name === undefined || matchesGlob(a.name, b.name) || matchesGlob(b.name, a.name)) &&
  (a.environments === undefined ||
    b.environments === undefined ||
    a.environments.some((name) => b.environments!.includes(name)))

function isEmpty(a: PolicyRule, b: PolicyRule): boolean {
  const values = a.in && b.in ? a.in.filter((value) => b.in!.some((other) => same(value, other))) : (a.in ?? b.in)
  const ranges = [a.range, b.range].filter((range) => range !== undefined)
  if (values) return !values.some((value) => ranges.every((range) => isWithin(value, range)))
  const [first, second] = ranges
  return first !== undefined && second !== undefined && (isBelow(first, second) || isBelow(second, first))
}

const isBelow = (a: { readonly to?: string }, b: { readonly from?: string }): boolean =>
  a.to !== undefined && b.from !== undefined && nanoUnits(a.to)! < nanoUnits(b.from)!

export const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b)
