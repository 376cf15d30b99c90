import { isObject, nearest, parsePointer, type Place, type YamlFile } from '@thanos-gitops/manifest'
import { didYouMean, type Report } from './problems.ts'

const operationNames = ['add', 'remove', 'replace', 'move', 'copy', 'test'] as const
type OperationName = (typeof operationNames)[number]

/** One operation as it stands in a patch file; its path may still have list steps. */
export interface Operation {
  readonly op: OperationName
  readonly path: readonly string[]
  readonly from?: readonly string[]
  readonly value?: unknown
  /** Where a field of the operation stands in the patch file. */
  place(field?: 'path' | 'from' | 'value'): Place
}

export interface Target {
  readonly kind: string
  readonly name: string
  readonly group?: string
  readonly namespace?: string
  place(field?: 'kind' | 'name'): Place
}

export interface Patch {
  readonly target: Target
  readonly operations: readonly Operation[]
}

const targetKeys = ['kind', 'name', 'group', 'namespace']
const operationKeys = ['op', 'path', 'from', 'value']
/** Steps that lead into a JavaScript object's own machinery. No Kubernetes field is called so. */
const forbiddenSteps = ['__proto__', 'constructor', 'prototype']

type Path = readonly (string | number)[]

/** The patches of one file. What is wrong is reported and left out. */
export function loadPatches(source: YamlFile, report: Report): readonly Patch[] {
  const at = (path: Path): Place => source.place(path)
  if (source.value === null) return []
  if (!Array.isArray(source.value)) {
    report('patch-invalid', at([]), 'A patch file is a list of patches.', 'Begin each with - target: {kind: …, name: …}.')
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
      report('patch-invalid', at([...path, 'patch']), 'patch must be a list of operations.', 'Write - op: replace, path and value below patch:.')
      return []
    }
    const operations = entry.patch.flatMap((operation: unknown, step) => loadOperation(operation, [...path, 'patch', step]) ?? [])
    return target ? [{ target, operations }] : []
  })

  function unknownKeys(value: Record<string, unknown>, path: Path, known: readonly string[]): void {
    for (const key of Object.keys(value))
      if (!known.includes(key))
        report('patch-unknown-key', source.keyPlace([...path, key]), `${key} is not a key here.`, didYouMean(nearest(key, known)) ?? `Known keys: ${known.join(', ')}.`)
  }

  function loadTarget(value: unknown, path: Path): Target | undefined {
    if (!isObject(value)) {
      report('patch-target-invalid', at(path), 'target is missing or is not a mapping.', 'Write target: {kind: StatefulSet, name: thanos-store}.')
      return undefined
    }
    unknownKeys(value, path, targetKeys)
    const missing = ['kind', 'name'].filter((key) => typeof value[key] !== 'string' || value[key] === '')
    for (const key of missing) report('patch-target-invalid', at(path), `target needs ${key}, as text.`, `Add ${key}.`)
    for (const key of ['group', 'namespace'])
      if (value[key] !== undefined && typeof value[key] !== 'string') report('patch-target-invalid', at([...path, key]), `${key} must be text.`)
    if (missing.length > 0) return undefined
    return {
      kind: value.kind as string,
      name: value.name as string,
      ...(typeof value.group === 'string' ? { group: value.group } : {}),
      ...(typeof value.namespace === 'string' ? { namespace: value.namespace } : {}),
      place: (field) => at(field === undefined ? path : [...path, field]),
    }
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
      report('patch-unknown-key', source.keyPlace([...path, 'value']), `${op} takes no value.`, 'Remove value, or use another operation.')
    if (op && !needsFrom && Object.hasOwn(value, 'from'))
      report('patch-unknown-key', source.keyPlace([...path, 'from']), `${op} takes no from.`, 'Remove from, or use op: move or copy.')
    if (op === undefined || pointer === undefined || (needsFrom && from === undefined)) return undefined
    return {
      op,
      path: pointer,
      ...(from === undefined ? {} : { from }),
      ...(needsValue ? { value: value.value } : {}),
      place: (field) => at(field === undefined ? path : [...path, field]),
    }
  }

  function loadPointer(operation: Record<string, unknown>, key: 'path' | 'from', path: Path): string[] | undefined {
    const given = operation[key]
    const here = (): Place => at(Object.hasOwn(operation, key) ? [...path, key] : path)
    if (typeof given !== 'string') {
      report('patch-path-invalid', here(), given === undefined ? `${key} is missing.` : `${key} must be text.`, `Add ${key}: /spec/….`)
      return undefined
    }
    const steps = parsePointer(given)
    if (steps === undefined) {
      const message = given.startsWith('/') ? `${given} has a ~ that is neither ~0 nor ~1.` : `${given} is not a JSON Pointer.`
      report('patch-path-invalid', here(), message, given.startsWith('/') ? 'Write ~0 for ~ and ~1 for /.' : `Did you mean /${given.replaceAll('.', '/')}?`)
      return undefined
    }
    const forbidden = steps.find((step) => forbiddenSteps.includes(step))
    if (forbidden !== undefined) {
      report('patch-path-forbidden', here(), `A path must not pass through ${forbidden}.`, 'No Kubernetes field has this name; mend the path.')
      return undefined
    }
    return steps
  }
}
