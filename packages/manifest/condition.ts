import { marks } from './marks.ts'

// A string cannot be in a WeakMap: its condition is a prefix between two private-use characters.
const open = '\uE002'
const close = '\uE003'
const openCode = open.charCodeAt(0)

/** `Name` is the union of the component names of a base, which the type checker then enforces. */
export type OnlyWith<Name extends string = string> = <T extends object | string>(
  components: Name | readonly Name[],
  value: T,
) => T

/**
 * Marks an object, a list element or the value of a field: it exists only in environments that have one of the named
 * components. Use it for what a component adds to another one: the address of the ruler among the endpoints of the query, the
 * alerts about it, the credentials of one kind of object storage.
 *
 * Mark an object that belongs to one place only: a shared object has the same condition everywhere. Mark a string as a
 * whole: its condition does not survive in a longer string. Numbers and booleans cannot be marked.
 */
export const onlyWith: OnlyWith = (components, value) => {
  const names = typeof components === 'string' ? [components] : components
  // No name is an error that is found when the base is loaded.
  for (const name of names.length === 0 ? [''] : names.flatMap(namesOf)) marks.conditionNames.add(name)
  if (typeof value === 'string') {
    marks.hasStrings = true
    return `${open}${names.join(' ')}${close}${value}` as typeof value
  }
  const other = marks.conditions.get(value)
  if (other !== undefined)
    throw new TypeError(
      `onlyWith marks a value that already has the condition ${other.join(', ')}; list all components in one condition, or mark a copy`,
    )
  marks.conditions.set(value, names)
  return value
}

const negation = '!'

/**
 * Marks a value that exists only in environments without a component, for what another component replaces: an address for which
 * the component would stand. Mark an element of a list or the value of a field, not an object.
 */
export const onlyWithout = <T extends object | string>(component: string, value: T): T =>
  onlyWith(negation + component, value)

const conjunction = '&'

/** The names of an alternative that must all be met. */
export const namesOf = (alternative: string): readonly string[] => alternative.split(conjunction)

/** A copy of a value that exists only in environments with a component, in addition to the condition that the value has. */
export function alsoOnlyWith<T extends object | string>(component: string, value: T): T {
  const alternatives = conditionOf(value)?.map((name) => name + conjunction) ?? ['']
  const copy = typeof value === 'string' ? withoutCondition(value) : (copyOf(value) as T)
  return onlyWith(
    alternatives.map((alternative) => alternative + component),
    copy,
  )
}

/** The same for environments without a component. */
export const alsoOnlyWithout = <T extends object | string>(component: string, value: T): T =>
  alsoOnlyWith(negation + component, value)

const copyOf = (value: object): object => (Array.isArray(value) ? [...(value as unknown[])] : { ...value })

/** `alsoOnlyWithout` for each value of a list. */
export const eachOnlyWithout = <T extends object | string>(component: string, values: readonly T[]): T[] =>
  values.map((value) => alsoOnlyWithout(component, value))

/** The name in a condition, without its negation. */
export const conditionName = (condition: string): string =>
  condition.startsWith(negation) ? condition.slice(negation.length) : condition

/** Whether one of the alternatives of a condition is met. */
export const isConditionMet = (condition: readonly string[], present: ReadonlySet<string>): boolean =>
  condition.some((alternative) =>
    namesOf(alternative).every((name) => present.has(conditionName(name)) !== name.startsWith(negation)),
  )

/** The components of which an environment must have one to have this value; undefined if the value has no condition. */
export function conditionOf(value: unknown): readonly string[] | undefined {
  if (typeof value === 'string')
    return value.charCodeAt(0) === openCode ? value.slice(1, value.indexOf(close)).split(' ') : undefined
  return typeof value === 'object' && value !== null ? marks.conditions.get(value) : undefined
}

/** A string without its condition; any other value as it is. */
export const withoutCondition = <T>(value: T): T =>
  typeof value === 'string' && value.charCodeAt(0) === openCode ? (value.slice(value.indexOf(close) + 1) as T) : value

/** Whether a string contains a condition after its first character, where it has no effect. */
export const hasLostCondition = (value: string): boolean => value.lastIndexOf(open) > 0
