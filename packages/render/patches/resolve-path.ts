import { formatPointer, isObject, nearest } from '@thanos-gitops/manifest'
import { didYouMean } from '../problems.ts'

/** Why a path leads nowhere. */
export interface PathProblem {
  readonly code: 'patch-path-missing' | 'patch-list-step-none' | 'patch-list-step-several' | 'patch-path-invalid'
  readonly message: string
  readonly remedy?: string | undefined
}

export type ResolvedPath = { readonly steps: readonly string[] } | PathProblem

// `[name=thanos-store]` finds an element by a field (kustomize's own step), `[--log.level]` an argument by its flag.
const listStep = /^\[(?:(--[^=\]]+)|([^=\]]+)=(.*))\]$/
const arrayIndex = /^(0|[1-9]\d*)$/

const matches = (
  element: unknown,
  flag: string | undefined,
  field: string | undefined,
  wanted: string | undefined,
): boolean =>
  flag === undefined
    ? isObject(element) && Object.hasOwn(element, field!) && String(element[field!]) === wanted
    : typeof element === 'string' && (element === flag || element.startsWith(`${flag}=`))

/** Whether an element of a list is the one that a list step means. */
export function matchesStep(element: unknown, step: string): boolean {
  const [, flag, field, wanted] = listStep.exec(step) ?? []
  return (flag !== undefined || field !== undefined) && matches(element, flag, field, wanted)
}

/**
 * The plain RFC 6901 steps that a path with list steps means on `root`. The last step of a path that an `add` writes may be
 * missing; every other step must be there.
 */
export function resolvePath(root: unknown, path: readonly string[], mayAdd: boolean): ResolvedPath {
  const steps: string[] = []
  let value = root
  for (let depth = 0; depth < path.length; depth++) {
    const step = path[depth]!
    const last = depth === path.length - 1
    if (Array.isArray(value)) {
      const index =
        step === '-' && last && mayAdd
          ? step
          : indexOf(value, step, formatPointer(path.slice(0, depth)), last && mayAdd)
      if (typeof index !== 'string') return index
      steps.push(index)
      value = value[Number(index)] as unknown
    } else if (isObject(value)) {
      if (!Object.hasOwn(value, step) && !(last && mayAdd)) return missing(root, value, path, depth, mayAdd)
      steps.push(step)
      value = value[step]
    } else {
      const parent = formatPointer(path.slice(0, depth)) || 'The document'
      const what = typeof value === 'string' ? 'is text, and a path cannot go on into it' : 'has no fields'
      return { code: 'patch-path-missing', message: `${parent} ${what}.` }
    }
  }
  return { steps }
}

function indexOf(list: readonly unknown[], step: string, parent: string, mayAdd: boolean): string | PathProblem {
  const asked = listStep.exec(step)
  if (asked) {
    const [, flag, field, wanted] = asked
    const found = list.flatMap((element, index) => (matches(element, flag, field, wanted) ? [String(index)] : []))
    if (found.length === 1) return found[0]!
    if (found.length > 1)
      return {
        code: 'patch-list-step-several',
        message: `${step} matches ${found.length} elements of ${parent}.`,
        remedy: `Name one by its index: ${found.map((index) => `${parent}/${index}`).join(', ')}.`,
      }
    return {
      code: 'patch-list-step-none',
      message: `No element of ${parent} matches ${step}.`,
      remedy: nearestElement(list, flag, field, wanted),
    }
  }
  if (!arrayIndex.test(step)) {
    if (step === '-')
      return {
        code: 'patch-path-invalid',
        message: `${parent}/- is the place after the last element, and only add can write there.`,
      }
    return {
      code: 'patch-path-invalid',
      message: `${parent} is a list, and ${step} is no index.`,
      remedy: 'Write an index, [name=…] for an element by a field, or [--flag] for an argument.',
    }
  }
  const limit = mayAdd ? list.length : list.length - 1
  if (Number(step) <= limit) return step
  return {
    code: 'patch-path-missing',
    message: `${parent} has ${list.length} elements; there is no ${step}.`,
    remedy: mayAdd ? `Write ${parent}/- to append.` : undefined,
  }
}

function nearestElement(
  list: readonly unknown[],
  flag: string | undefined,
  field: string | undefined,
  wanted: string | undefined,
): string {
  if (flag !== undefined) {
    const flags = list.filter((element) => typeof element === 'string').map((element) => element.split('=')[0]!)
    return (
      didYouMean(nearest(flag, flags)?.replace(/.*/s, '[$&]')) ??
      `To give a new argument, use op: add and end the path with /-.`
    )
  }
  const values = list
    .filter(isObject)
    .flatMap((element) => (Object.hasOwn(element, field!) ? [String(element[field!])] : []))
  const near = nearest(wanted!, values)
  if (near !== undefined) return `Did you mean [${field}=${near}]?`
  return values.length > 0
    ? `There are ${values.map((value) => `[${field}=${value}]`).join(', ')}.`
    : `No element has a field ${field}.`
}

function missing(
  root: unknown,
  parent: Record<string, unknown>,
  path: readonly string[],
  depth: number,
  mayAdd: boolean,
): PathProblem {
  const step = path[depth]!
  const before = path.slice(0, depth)
  const message = `There is no ${formatPointer(path.slice(0, depth + 1))}.`
  const sibling = nearest(step, Object.keys(parent))
  if (sibling !== undefined)
    return {
      code: 'patch-path-missing',
      message,
      remedy: `Did you mean ${formatPointer([...before, sibling, ...path.slice(depth + 1)])}?`,
    }
  const near = elsewhere(root, path, depth)
  if (near !== undefined) return { code: 'patch-path-missing', message, remedy: `Did you mean ${near}?` }
  const remedy = mayAdd
    ? `Add ${formatPointer(path.slice(0, depth + 1))} first.`
    : depth === path.length - 1
      ? 'Use op: add to set it.'
      : undefined
  return { code: 'patch-path-missing', message, remedy }
}

/** Where the missing step, and all that follows it, is found deeper in the object: what was meant when a level was forgotten. */
function elsewhere(root: unknown, path: readonly string[], depth: number): string | undefined {
  const found: string[] = []
  const walk = (value: unknown, steps: readonly string[]): void => {
    if (Array.isArray(value)) value.forEach((element, index) => walk(element, [...steps, elementStep(element, index)]))
    if (!isObject(value)) return
    const meant = [...steps, ...path.slice(depth)]
    if (Object.hasOwn(value, path[depth]!) && 'steps' in resolvePath(value, path.slice(depth), false))
      found.push(formatPointer(meant))
    for (const [key, field] of Object.entries(value)) walk(field, [...steps, key])
  }
  walk(root, [])
  return nearest(formatPointer(path), found) ?? found[0]
}

const elementStep = (element: unknown, index: number): string =>
  isObject(element) && typeof element.name === 'string' ? `[name=${element.name}]` : String(index)
