// The steps by which a patch names the elements of a list: `[name=thanos]`, `[--log.level]`.
import { matchesListStep, parseListStep } from '../patches/list-step.ts'
import { isMapping, type JsonList } from './value.ts'

/** Elements of several lists that have the same name are versions of one element. */
export interface NamedList {
  readonly names: readonly string[]
  /** The step of a patch to each element; undefined where only its index leads to it. */
  readonly steps: readonly (string | undefined)[]
}

/** The fields that identify elements, the most telling first. Other fields follow if every element has one. */
const identifyingFields = [
  'name',
  'mountPath',
  'devicePath',
  'job_name',
  'alert',
  'record',
  'key',
  'ip',
  'topologyKey',
  'containerPort',
  'port',
  'host',
  'path',
  'kind',
  'type',
]

/**
 * Names the elements of all versions of a list. Undefined where no field, flag or value identifies the elements of each version, or
 * where a version has elements of several types.
 */
export function namedLists(lists: readonly JsonList[]): readonly NamedList[] | undefined {
  const all = lists.flat()
  if (all.length === 0) return undefined
  if (all.every((element) => typeof element === 'string')) return namedStrings(lists as readonly (readonly string[])[])
  if (!all.every(isMapping)) return undefined
  return namedByField(lists) ?? namedByMetadata(lists)
}

function namedByField(lists: readonly JsonList[]): readonly NamedList[] | undefined {
  const [first] = lists.flat()
  const others = Object.keys(isMapping(first) ? first : {}).filter((field) => !identifyingFields.includes(field))
  for (const field of [...identifyingFields, ...others]) {
    const names = lists.map((list) => list.map((element) => scalarField(element, field)))
    if (names.every(areDistinct))
      return names.map((list) => ({
        names: list as readonly string[],
        steps: list.map((value) => usableStep(`[${field}=${value}]`)),
      }))
  }
  return undefined
}

/** Volume claim templates: a step cannot name a field of a field. */
function namedByMetadata(lists: readonly JsonList[]): readonly NamedList[] | undefined {
  const names = lists.map((list) =>
    list.map((element) => scalarField(isMapping(element) ? element.metadata : undefined, 'name')),
  )
  return names.every(areDistinct)
    ? names.map((list) => ({ names: list as readonly string[], steps: list.map(() => undefined) }))
    : undefined
}

function scalarField(element: unknown, field: string): string | undefined {
  const value = isMapping(element) && Object.hasOwn(element, field) ? element[field] : undefined
  return value === undefined || value === null || typeof value === 'object' ? undefined : String(value)
}

const areDistinct = (names: readonly (string | undefined)[]): boolean =>
  !names.includes(undefined) && new Set(names).size === names.length

/** A flag is named by itself; one that a version has several times, and every other string, by its whole content. */
function namedStrings(lists: readonly (readonly string[])[]): readonly NamedList[] | undefined {
  const repeated = new Set(lists.flatMap((list) => repeatedIn(list.map((text) => flagOf(text) ?? text))))
  const nameOf = (text: string): string => {
    const flag = flagOf(text)
    return flag === undefined || repeated.has(flag) ? text : flag
  }
  const named = lists.map((list) => list.map(nameOf))
  if (!named.every(areDistinct)) return undefined
  return named.map((names, index) => ({
    names,
    steps: names.map((name) => (flagOf(name) === undefined ? undefined : onlyMatch(`[${name}]`, lists[index]!))),
  }))
}

const flagOf = (text: string): string | undefined => /^--[^=\]\n]+/.exec(text)?.[0]

const repeatedIn = (names: readonly string[]): readonly string[] =>
  names.filter((name, index) => names.indexOf(name) !== index)

/** The step, if a patch can write it. */
const usableStep = (step: string): string | undefined => (parseListStep(step) === undefined ? undefined : step)

/** The step, if it matches exactly one element: `[--a]` also matches `--a` next to `--a=1`. */
function onlyMatch(step: string, list: readonly string[]): string | undefined {
  const parsed = parseListStep(step)
  return parsed !== undefined && list.filter((element) => matchesListStep(element, parsed)).length === 1
    ? step
    : undefined
}
