import {
  isObject,
  type MappingContext,
  type ReportProblem,
  readMapping,
  valueAt,
  type YamlFile,
} from '@thanos-gitops/manifest'
import { isUnresolved } from '../values/resolve-file.ts'
import { loadOperation } from './load-operation.ts'
import { loadTarget } from './load-target.ts'
import type { Operation, Patch } from './patch.ts'

/** Files without problems. Environments share those of layers. */
const loaded = new WeakMap<YamlFile, readonly Patch[]>()

/** Reads the patches of one file. Problems are reported, and what has one is left out. */
export function loadPatches(source: YamlFile, report: ReportProblem): readonly Patch[] {
  const known = loaded.get(source)
  if (known !== undefined) return known
  let hasProblems = false
  const patches = readPatches(source, (...problem) => {
    hasProblems = true
    report(...problem)
  })
  if (!hasProblems) loaded.set(source, patches)
  return patches
}

function readPatches(source: YamlFile, report: ReportProblem): readonly Patch[] {
  if (source.value === null) return []
  if (Array.isArray(source.value))
    return source.value.flatMap(
      (entry: unknown, index) =>
        loadPatch({ source, path: [index], codes: codesFor('patch-invalid'), report }, entry) ?? [],
    )
  report('patch-invalid', source.place([]), 'A patch file must be a list of patches.', listRemedy(source.value))
  return []
}

/** Kustomize and kubectl also merge objects that contain the changed fields only. */
function listRemedy(value: unknown): string {
  const kind = isObject(value) && typeof value.kind === 'string' ? value.kind : undefined
  const name = isObject(value) ? valueAt(value, ['metadata', 'name']) : undefined
  if (kind === undefined || typeof name !== 'string') return 'Begin each patch with - target: {kind: …, name: …}.'
  return `Objects are not merged. Begin with - target: {kind: ${kind}, name: ${name}}, and write each changed field as an operation with op, path and value below patch:.`
}

const bareOperationRemedy =
  'Write - target: {kind: …, name: …} and patch: before the operations, and indent the operations below patch:.'

const codesFor = (invalid: string): MappingContext['codes'] => ({ invalid, unknownKey: 'patch-unknown-key' })

function loadPatch(context: MappingContext, entry: unknown): Patch | undefined {
  if (isObject(entry) && Object.hasOwn(entry, 'op') && !Object.hasOwn(entry, 'target')) {
    const place = context.source.place(context.path)
    context.report('patch-invalid', place, 'This operation belongs to no patch.', bareOperationRemedy)
    return undefined
  }
  const fields = readMapping(context, entry, ['target', 'patch'], {
    subject: 'A patch',
    remedy: 'Write target: {kind: …, name: …} and a list of operations below patch:.',
  })
  if (fields === undefined) return undefined
  const below = (key: 'target' | 'patch', invalid: string, ...steps: readonly number[]): MappingContext => ({
    ...context,
    path: [...context.path, key, ...steps],
    codes: codesFor(invalid),
  })
  if (isUnresolved(context.source, [...context.path, 'target'])) return undefined
  const target = loadTarget(below('target', 'patch-target-invalid'), fields.value('target'))
  const list = fields.value('patch')
  if (!Array.isArray(list)) {
    fields.problem(
      ['patch'],
      `patch must be a list of operations${typeof list === 'string' ? ', not a string' : ''}.`,
      typeof list === 'string' ? 'Remove the | after patch:.' : 'Write - op: replace, path and value below patch:.',
    )
    return undefined
  }
  const operations = list.flatMap((operation: unknown, index): Operation | readonly Operation[] => {
    const at = below('patch', 'patch-operation-invalid', index)
    return (isUnresolved(at.source, at.path) ? undefined : loadOperation(at, operation)) ?? []
  })
  return target && { target, operations }
}
