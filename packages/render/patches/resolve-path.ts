import { escapeStep, formatPointer, isObject, nearest, valueAt } from '@thanos-gitops/manifest'
import { bracketFreePath } from './bracketed-step.ts'
import { type ListStep, matchesListStep, parseListStep } from './list-step.ts'
import { escapedPath, escapeRemedy } from './unescaped-slash.ts'

/** Why a path leads to no field. */
export interface PathProblem {
  readonly code: 'patch-path-missing' | 'patch-list-step-none' | 'patch-list-step-several' | 'patch-path-invalid'
  readonly message: string
  readonly remedy: string
}

export type ResolvedPath = { readonly steps: readonly string[] } | PathProblem

const arrayIndex = /^(0|[1-9]\d*)$/

/**
 * The plain RFC 6901 steps of a path with list steps. The last step of a path that an `add` writes may be missing in
 * `root`; every other step must exist.
 *
 * @param ifAbsent the remedy for a path whose last field does not exist
 */
export function resolvePath(
  root: unknown,
  path: readonly string[],
  mayAdd: boolean,
  ifAbsent = 'Use op: add to set it.',
): ResolvedPath {
  const steps: string[] = []
  let value = root
  for (let depth = 0; depth < path.length; depth++) {
    const isLast = depth === path.length - 1
    const resolved = resolveStep({ root, parent: value, path, depth, mayAdd: mayAdd && isLast, ifAbsent })
    if (typeof resolved !== 'string') return resolved
    steps.push(resolved)
    value = (value as Record<string, unknown>)[resolved]
  }
  return { steps }
}

/** One step of a path, and the value that it starts from. */
interface Step {
  readonly root: unknown
  readonly parent: unknown
  readonly path: readonly string[]
  readonly depth: number
  /** Whether the step may name a field or an element that does not exist yet. */
  readonly mayAdd: boolean
  readonly ifAbsent: string
}

function resolveStep(at: Step): string | PathProblem {
  const { parent, path, depth, mayAdd } = at
  const step = path[depth]!
  const pointer = formatPointer(path.slice(0, depth))
  if (Array.isArray(parent)) return resolveElement(at, parent, step, pointer)
  if (isObject(parent)) {
    if (Object.hasOwn(parent, step)) return step
    if (step === '-') return endOfMap(pointer, parent)
    return mayAdd ? step : missingField(at, parent)
  }
  return belowScalar(at, pointer || 'The document')
}

/** A step below a value that is neither a list nor a mapping. */
function belowScalar({ root, parent, path, depth }: Step, pointer: string): PathProblem {
  const map = valueAt(root, path.slice(0, depth - 1))
  const escaped = typeof parent === 'string' ? escapedPath(path, map, depth - 1) : undefined
  const replaceString = escaped === undefined ? 'Replace the whole string.' : escapeRemedy(escaped)
  return typeof parent === 'string'
    ? { code: 'patch-path-missing', message: `${pointer} is a string, which has no fields.`, remedy: replaceString }
    : { code: 'patch-path-missing', message: `${pointer} has no fields.`, remedy: `End the path at ${pointer}.` }
}

const mostListedKeys = 10

function endOfMap(pointer: string, map: object): PathProblem {
  const keys = Object.keys(map)
  const known = keys.length > 0 && keys.length <= mostListedKeys ? ` Keys: ${keys.join(', ')}.` : ''
  return {
    code: 'patch-path-invalid',
    message: `${pointer || 'The document'} is a mapping, and - is the end of a list.`,
    remedy: `End the path with the name of a key instead: ${pointer}/NAME.${known}`,
  }
}

function resolveElement(
  { path, depth, mayAdd }: Step,
  list: readonly unknown[],
  step: string,
  pointer: string,
): string | PathProblem {
  const listStep = parseListStep(step)
  if (listStep !== undefined) return resolveListStep(list, listStep, step, pointer)
  if (step === '-')
    return mayAdd
      ? step
      : {
          code: 'patch-path-invalid',
          message: `${pointer}/- is the place after the last element, where only add can write.`,
          remedy: 'Use op: add, or name an element by its index or a list step such as [name=…].',
        }
  if (!arrayIndex.test(step)) {
    const escaped = escapedPath(path, list, depth)
    return {
      code: 'patch-path-invalid',
      message: `${pointer} is a list, and ${step} is not a valid index.`,
      remedy: escaped
        ? escapeRemedy(escaped)
        : 'Write an index, [name=…] for an element by a field, or [--flag] for an argument.',
    }
  }
  const limit = mayAdd ? list.length : list.length - 1
  if (Number(step) <= limit) return step
  return {
    code: 'patch-path-missing',
    message: `${pointer} has ${list.length} elements and no element ${step}.`,
    remedy: mayAdd
      ? `Write ${pointer}/- to append.`
      : list.length === 0
        ? 'Add an element first.'
        : `Write an index from 0 to ${list.length - 1}, or a list step such as [name=…].`,
  }
}

function resolveListStep(
  list: readonly unknown[],
  listStep: ListStep,
  step: string,
  pointer: string,
): string | PathProblem {
  const found = list.flatMap((element, index) => (matchesListStep(element, listStep) ? [String(index)] : []))
  if (found.length === 1) return found[0]!
  if (found.length > 1)
    return {
      code: 'patch-list-step-several',
      message: `${step} matches ${found.length} elements of ${pointer}.`,
      remedy: severalRemedy(list, found, pointer),
    }
  return {
    code: 'patch-list-step-none',
    message: `No element of ${pointer} matches ${step}.`,
    remedy: 'flag' in listStep ? flagRemedy(list, listStep) : fieldRemedy(list, listStep.field, listStep.value),
  }
}

/** Arguments with different values are named by flag and value, which stay right when an argument is added. */
function severalRemedy(list: readonly unknown[], found: readonly string[], pointer: string): string {
  const elements = found.map((index) => list[Number(index)])
  const isByValue = elements.every((element) => typeof element === 'string') && new Set(elements).size === found.length
  return isByValue
    ? `Name one by its value: ${elements.map((element) => `${pointer}/${escapeStep(`[${String(element)}]`)}`).join(', ')}.`
    : `Name one by its index: ${found.map((index) => `${pointer}/${index}`).join(', ')}.`
}

function flagRemedy(list: readonly unknown[], { flag, value }: Extract<ListStep, { flag: string }>): string {
  const written = list.filter((element) => typeof element === 'string')
  const ofFlag = written.filter((element) => element === flag || element.startsWith(`${flag}=`))
  if (value !== undefined && ofFlag.length > 0)
    return `Arguments with this flag: ${ofFlag.map((element) => escapeStep(`[${element}]`)).join(', ')}.`
  const flags = written.map((element) => element.split('=')[0]!)
  const similar = nearest(flag, flags)
  return similar === undefined
    ? 'To add an argument, use op: add and end the path with /-.'
    : `Did you mean [${similar}]?`
}

function fieldRemedy(list: readonly unknown[], field: string, value: string): string {
  const values = list
    .filter(isObject)
    .flatMap((element) => (Object.hasOwn(element, field) ? [String(element[field])] : []))
  const similar = nearest(value, values)
  if (similar !== undefined) return `Did you mean [${field}=${similar}]?`
  return values.length > 0
    ? `Elements: ${values.map((one) => `[${field}=${one}]`).join(', ')}.`
    : `No element has a field ${field}.`
}

/** A field that does not exist and that the operation cannot add. */
function missingField({ root, path, depth, ifAbsent }: Step, parent: Record<string, unknown>): PathProblem {
  const pointer = formatPointer(path.slice(0, depth + 1))
  const withSibling = (sibling: string): string => formatPointer(path.with(depth, sibling))
  const sibling = nearest(path[depth]!, Object.keys(parent))
  const suggestion =
    bracketFreePath(path, parent, depth) ??
    (sibling === undefined ? findDeeper(root, path, depth) : withSibling(sibling))
  const escaped = escapedPath(path, parent, depth)
  const isLast = depth === path.length - 1
  return {
    code: 'patch-path-missing',
    message: `There is no ${pointer}.`,
    remedy: escaped
      ? escapeRemedy(escaped)
      : suggestion !== undefined
        ? `Did you mean ${suggestion}?`
        : isLast
          ? ifAbsent
          : `Add ${pointer} first.`,
  }
}

/** The same path with the levels that were left out, if the missing step and all after it exist deeper in the object. */
function findDeeper(root: unknown, path: readonly string[], depth: number): string | undefined {
  const found: string[] = []
  const rest = path.slice(depth)
  const walk = (value: unknown, steps: readonly string[]): void => {
    if (Array.isArray(value))
      for (const [index, element] of value.entries()) walk(element, [...steps, elementStep(element, index)])
    if (!isObject(value)) return
    if (Object.hasOwn(value, rest[0]!) && 'steps' in resolvePath(value, rest, false))
      found.push(formatPointer([...steps, ...rest]))
    for (const [key, field] of Object.entries(value)) walk(field, [...steps, key])
  }
  walk(root, [])
  return nearest(formatPointer(path), found) ?? found[0]
}

const elementStep = (element: unknown, index: number): string =>
  isObject(element) && typeof element.name === 'string' ? `[name=${element.name}]` : String(index)
