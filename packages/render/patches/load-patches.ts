import { isObject, nearest, type Place, parsePointer, type YamlFile } from '@thanos-gitops/manifest'
import { didYouMean, type Report } from '../problems.ts'
import { isGlob, meansSeveral, parseSelector } from './select-targets.ts'

const operationNames = ['add', 'remove', 'replace', 'move', 'copy', 'test'] as const
type OperationName = (typeof operationNames)[number]

/** One operation as it stands in a patch file; its path may still have list steps. */
export interface Operation {
  readonly op: OperationName
  readonly path: readonly string[]
  readonly from?: readonly string[]
  readonly value?: unknown
  readonly file: string
  /** Its place in the file's value: the patch, `patch`, the operation. */
  readonly at: Path
  /** Where a field of the operation stands in the patch file, or something within its value. */
  place(field?: 'path' | 'from' | 'value', within?: Path): Place
}

export interface Target {
  /** A target names one object by kind and name, or several by what they have in common, and then says how many. */
  readonly kind?: string
  /** May have `*` and `?`. */
  readonly name?: string
  readonly group?: string
  readonly namespace?: string
  /** All of these must hold for an object's labels. */
  readonly labelSelector?: readonly ((labels: Readonly<Record<string, string>>) => boolean)[]
  readonly component?: string
  /** How many objects are meant. */
  readonly expect?: number
  readonly at: { readonly file: string; readonly at: Path }
  place(field?: 'kind' | 'name' | 'expect'): Place
}

export interface Patch {
  readonly target: Target
  readonly operations: readonly Operation[]
}

const targetKeys = ['kind', 'name', 'group', 'namespace', 'labelSelector', 'component', 'expect']
const operationKeys = ['op', 'path', 'from', 'value']
/** Steps that lead into a JavaScript object's own machinery. No Kubernetes field is called so. */
const forbiddenSteps = ['__proto__', 'constructor', 'prototype']

type Path = readonly (string | number)[]

/** The patches of one file. What is wrong is reported and left out. */
export function loadPatches(source: YamlFile, report: Report): readonly Patch[] {
  const at = (path: Path): Place => source.place(path)
  if (source.value === null) return []
  if (!Array.isArray(source.value)) {
    report(
      'patch-invalid',
      at([]),
      'A patch file is a list of patches.',
      'Begin each with - target: {kind: …, name: …}.',
    )
    return []
  }
  return source.value.flatMap((entry: unknown, index) => {
    const path: Path = [index]
    if (!isObject(entry)) {
      report('patch-invalid', at(path), 'A patch is a mapping with target and patch.')
      return []
    }
    unknownKeys(entry, path, ['target', 'patch'])
    const target = loadTarget(entry.target, [...path, 'target'])
    if (!Array.isArray(entry.patch)) {
      report(
        'patch-invalid',
        at([...path, 'patch']),
        'patch must be a list of operations.',
        'Write - op: replace, path and value below patch:.',
      )
      return []
    }
    const operations = entry.patch.flatMap(
      (operation: unknown, step) => loadOperation(operation, [...path, 'patch', step]) ?? [],
    )
    return target ? [{ target, operations }] : []
  })

  function unknownKeys(value: Record<string, unknown>, path: Path, known: readonly string[]): void {
    for (const key of Object.keys(value))
      if (!known.includes(key))
        report(
          'patch-unknown-key',
          source.keyPlace([...path, key]),
          `${key} is not a key here.`,
          didYouMean(nearest(key, known)) ?? `Known keys: ${known.join(', ')}.`,
        )
  }

  function loadTarget(value: unknown, path: Path): Target | undefined {
    if (!isObject(value)) {
      report(
        'patch-target-invalid',
        at(path),
        'target is missing or is not a mapping.',
        'Write target: {kind: StatefulSet, name: thanos-store}.',
      )
      return undefined
    }
    unknownKeys(value, path, targetKeys)
    const text = (key: string): string | undefined =>
      typeof value[key] === 'string' && value[key] !== '' ? value[key] : undefined
    let sound = true
    const wrong = (place: Place, message: string, remedy?: string): void => {
      sound = false
      report('patch-target-invalid', place, message, remedy)
    }
    const [kind, name, group, namespace, component, selector] = [
      'kind',
      'name',
      'group',
      'namespace',
      'component',
      'labelSelector',
    ].map(text)
    const { expect } = value
    const several =
      component !== undefined || selector !== undefined || expect !== undefined || (name !== undefined && isGlob(name))
    // Without a word of several objects one is meant.
    if (!several)
      for (const key of ['kind', 'name'])
        if (text(key) === undefined) wrong(at(path), `target needs ${key}, as text.`, `Add ${key}.`)
    for (const key of targetKeys.filter((key) => key !== 'expect' && Object.hasOwn(value, key)))
      if (text(key) === undefined && sound) wrong(at([...path, key]), `${key} must be text.`)
    if (expect !== undefined && !(Number.isInteger(expect) && (expect as number) > 0))
      wrong(at([...path, 'expect']), 'expect must be the number of objects that are meant.', 'Give a number from 1 on.')
    const labelSelector = selector === undefined ? undefined : parseSelector(selector)
    if (selector !== undefined && labelSelector === undefined)
      wrong(
        at([...path, 'labelSelector']),
        `${selector} is no label selector.`,
        'Write app=a, app!=a, app in (a, b), app or !app, with commas between.',
      )
    if (!sound) return undefined
    const target: Target = {
      ...(kind === undefined ? {} : { kind }),
      ...(name === undefined ? {} : { name }),
      ...(group === undefined ? {} : { group }),
      ...(namespace === undefined ? {} : { namespace }),
      ...(component === undefined ? {} : { component }),
      ...(labelSelector === undefined ? {} : { labelSelector }),
      ...(expect === undefined ? {} : { expect: expect as number }),
      at: { file: source.file, at: path },
      place: (field) => at(field === undefined ? path : [...path, field]),
    }
    if (!meansSeveral(target) || expect !== undefined) return target
    wrong(
      at(path),
      'A target that may mean several objects must say how many it expects.',
      'Add expect: 3, for example, so that a later change of the base does not silently widen or empty it.',
    )
    return undefined
  }

  function loadOperation(value: unknown, path: Path): Operation | undefined {
    if (!isObject(value)) {
      report('patch-operation-invalid', at(path), 'An operation is a mapping with op and path.')
      return undefined
    }
    unknownKeys(value, path, operationKeys)
    const op = operationNames.find((name) => name === value.op)
    if (op === undefined)
      report(
        'patch-unknown-operation',
        at(Object.hasOwn(value, 'op') ? [...path, 'op'] : path),
        value.op === undefined ? 'op is missing.' : `There is no operation ${JSON.stringify(value.op)}.`,
        didYouMean(nearest(String(value.op ?? ''), operationNames)) ?? `Operations: ${operationNames.join(', ')}.`,
      )
    const pointer = loadPointer(value, 'path', path)
    const needsFrom = op === 'move' || op === 'copy'
    const from = needsFrom ? loadPointer(value, 'from', path) : undefined
    const needsValue = op === 'add' || op === 'replace' || op === 'test'
    if (needsValue && !Object.hasOwn(value, 'value')) {
      report('patch-value-missing', at(path), `${op} needs a value.`, 'Add value, or use op: remove.')
      return undefined
    }
    if (op && !needsValue && Object.hasOwn(value, 'value'))
      report(
        'patch-unknown-key',
        source.keyPlace([...path, 'value']),
        `${op} takes no value.`,
        'Remove value, or use another operation.',
      )
    if (op && !needsFrom && Object.hasOwn(value, 'from'))
      report(
        'patch-unknown-key',
        source.keyPlace([...path, 'from']),
        `${op} takes no from.`,
        'Remove from, or use op: move or copy.',
      )
    if (op === undefined || pointer === undefined || (needsFrom && from === undefined)) return undefined
    return {
      op,
      path: pointer,
      ...(from === undefined ? {} : { from }),
      ...(needsValue ? { value: value.value } : {}),
      file: source.file,
      at: path,
      place: (field, within = []) => at(field === undefined ? path : [...path, field, ...within]),
    }
  }

  function loadPointer(operation: Record<string, unknown>, key: 'path' | 'from', path: Path): string[] | undefined {
    const given = operation[key]
    const here = (): Place => at(Object.hasOwn(operation, key) ? [...path, key] : path)
    if (typeof given !== 'string') {
      report(
        'patch-path-invalid',
        here(),
        given === undefined ? `${key} is missing.` : `${key} must be text.`,
        `Add ${key}: /spec/….`,
      )
      return undefined
    }
    const steps = parsePointer(given)
    if (steps === undefined) {
      const message = given.startsWith('/')
        ? `${given} has a ~ that is neither ~0 nor ~1.`
        : `${given} is not a JSON Pointer.`
      report(
        'patch-path-invalid',
        here(),
        message,
        given.startsWith('/') ? 'Write ~0 for ~ and ~1 for /.' : `Did you mean /${given.replaceAll('.', '/')}?`,
      )
      return undefined
    }
    const forbidden = steps.find((step) => forbiddenSteps.includes(step))
    if (forbidden !== undefined) {
      report(
        'patch-path-forbidden',
        here(),
        `A path must not pass through ${forbidden}.`,
        'No Kubernetes field has this name; mend the path.',
      )
      return undefined
    }
    return steps
  }
}
