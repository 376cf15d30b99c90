import {
  didYouMean,
  type MappingContext,
  type MappingReader,
  parsePointer,
  readMapping,
  shownValue,
} from '@thanos-gitops/manifest'
import { usedValueAt } from '../values/resolve-file.ts'
import { pointerOfJsonPath } from './bracketed-step.ts'
import { type Operation, type OperationName, operationNames } from './patch.ts'

type OperationReader = MappingReader<'op' | 'path' | 'from' | 'value'>

/** The field that each operation has in addition to `op` and `path`. */
const fieldsOf: Readonly<Record<OperationName, 'value' | 'from' | undefined>> = {
  add: 'value',
  replace: 'value',
  test: 'value',
  move: 'from',
  copy: 'from',
  remove: undefined,
}

/** Steps that lead to the internals of JavaScript objects. No Kubernetes field has these names. */
const forbiddenSteps = ['__proto__', 'constructor', 'prototype']

/** Reads one operation of a patch. Undefined if it has a problem, which is reported. */
export function loadOperation(context: MappingContext, value: unknown): Operation | undefined {
  const fields = readMapping(context, value, ['op', 'path', 'from', 'value'], {
    subject: 'An operation',
    remedy: 'Write op: replace, path: /spec/… and value.',
  })
  if (fields === undefined) return undefined
  const op = readName(fields)
  const extra = op && fieldsOf[op]
  const path = readPointer(fields, 'path')
  const from = extra === 'from' ? readPointer(fields, 'from') : undefined
  const isComplete = op !== undefined && hasFields(fields, op) && (extra !== 'from' || from !== undefined)
  if (!isComplete || path === undefined) return undefined
  const { source, path: at } = context
  return {
    op,
    path,
    ...(from === undefined ? {} : { from }),
    ...(extra === 'value' ? { value: fields.value('value') } : {}),
    file: source.file,
    at,
    digest: () => source.digest?.(),
    typed: (within) => source.typed([...at, 'value', ...within]),
    used: (within) => usedValueAt(source, [...at, 'value', ...within]),
    place: (field, within = []) => source.place(field === undefined ? at : [...at, field, ...within]),
  }
}

function readName(fields: OperationReader): OperationName | undefined {
  const value = fields.value('op')
  const op = operationNames.find((name) => name === value)
  if (op === undefined)
    fields.problem(
      ['op'],
      value === undefined ? 'op is missing.' : `There is no operation ${shownValue(value)}.`,
      didYouMean(String(value ?? ''), operationNames) ?? `Operations: ${operationNames.join(', ')}.`,
      'patch-unknown-operation',
    )
  return op
}

/** Reports a missing value, which makes the operation unusable, and fields of other operations. */
function hasFields(fields: OperationReader, op: OperationName): boolean {
  const extra = fieldsOf[op]
  if (fields.has('value') && extra !== 'value')
    fields.keyProblem('value', `${op} has no value.`, 'Remove value, or use another operation.')
  if (fields.has('from') && extra !== 'from')
    fields.keyProblem('from', `${op} has no from.`, 'Remove from, or use op: move or op: copy.')
  if (extra !== 'value' || fields.has('value')) return true
  fields.problem([], `${op} needs a value.`, 'Add value, or use op: remove.', 'patch-value-missing')
  return false
}

function readPointer(fields: OperationReader, key: 'path' | 'from'): readonly string[] | undefined {
  const pointer = fields.value(key)
  const refuse = (message: string, remedy: string, code = 'patch-path-invalid'): undefined => {
    fields.problem(fields.has(key) ? [key] : [], message, remedy, code)
  }
  if (pointer === undefined) return refuse(`${key} is missing.`, `Add ${key}: /spec/….`)
  if (typeof pointer !== 'string')
    return refuse(`${key} must be a JSON Pointer, not ${shownValue(pointer)}.`, `Write ${key}: /spec/….`)
  const steps = parsePointer(pointer)
  if (steps === undefined && pointer.startsWith('/'))
    return refuse(`${pointer} contains a ~ that is neither ~0 nor ~1.`, 'Write ~0 for ~ and ~1 for /.')
  if (steps === undefined)
    return refuse(`${pointer} is not a JSON Pointer.`, `Did you mean ${pointerOfJsonPath(pointer)}?`)
  const forbidden = steps.find((step) => forbiddenSteps.includes(step))
  if (forbidden === undefined) return steps
  return refuse(
    `A path must not contain ${forbidden}.`,
    'No Kubernetes field has this name. Fix the path.',
    'patch-path-forbidden',
  )
}
