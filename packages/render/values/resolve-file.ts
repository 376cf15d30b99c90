import {
  didYouMean,
  findCredentials,
  type ReportProblem,
  rememberCredentials,
  type SourceCredential,
  type UsedValue,
  valueAt,
  type YamlFile,
  type YamlPath,
} from '@thanos-gitops/manifest'
import type { NamedValue } from './declared-values.ts'
import { containsReference, isReference, type Reference, readReference, shownReference } from './reference.ts'

/** What the references of an environment can name, and what they do name. */
export interface ValueScope {
  readonly values: ReadonlyMap<string, NamedValue>
  /** The names that references use. */
  readonly used: Set<string>
  readonly report: ReportProblem
}

/** Where references are possible in a kind of file. */
export interface ReferencePlaces {
  includes(path: YamlPath): boolean
  /** How to proceed with a reference in another place. */
  readonly remedy: string
}

/** A file with values in the places of references; the same file if it has none. */
export function resolveFile(source: YamlFile, places: ReferencePlaces, scope: ValueScope): YamlFile {
  if (!containsReference(source.value)) return source
  const used: UsedValue[] = []
  const unresolved: YamlPath[] = []
  const typed = new Map<string, () => string | undefined>()
  const parents = new Set<unknown>()
  const resolve = (value: unknown, path: YamlPath): unknown => {
    // A value with aliases can contain itself.
    if (!containsReference(value) || parents.has(value)) return value
    parents.add(value)
    const result = resolveParts(value, path)
    parents.delete(value)
    return result
  }
  const resolveParts = (value: unknown, path: YamlPath): unknown => {
    if (isReference(value)) return substitute(value, path)
    if (Array.isArray(value)) return value.map((item: unknown, index) => resolve(item, [...path, index]))
    const entries = Object.entries(value as object)
    return Object.fromEntries(entries.map(([key, child]) => [key, resolve(child, [...path, key])]))
  }
  const substitute = (fields: Readonly<Record<string, unknown>>, path: YamlPath): unknown => {
    const reference = placedReference(source, path, fields, places, scope)
    const named = reference && findValue(source, path, reference, scope)
    if (reference === undefined || named?.value === undefined) {
      unresolved.push(path)
      return reference === undefined ? fields : placeholder(reference)
    }
    used.push({ path, setting: named.setting, shown: shownReference(reference), place: named.place })
    const { prefix, suffix } = reference
    if (prefix !== undefined || suffix !== undefined) return `${prefix ?? ''}${named.value}${suffix ?? ''}`
    typed.set(path.join('/'), named.typed)
    return named.value
  }
  const value = resolve(source.value, [])
  return {
    ...source,
    value,
    credentials: [...source.credentials, ...credentialsOfValues(source, value, used)],
    used,
    unresolved,
    typed: (path) => {
      const ofValue = typed.get(path.join('/'))
      return ofValue === undefined ? source.typed(path) : ofValue()
    },
  }
}

/** The literal credentials that references give to fields that hold one. */
function credentialsOfValues(
  source: YamlFile,
  value: unknown,
  used: readonly UsedValue[],
): readonly SourceCredential[] {
  const found = findCredentials(value).filter(({ steps }) => usedValueAt({ used }, steps) !== undefined)
  rememberCredentials(found.map(({ steps }) => String(valueAt(value, steps.map(String)))))
  return found.map(({ what, context, steps }) => ({ what, context, steps, place: source.place(steps) }))
}

/** A string that can be a part of a name: the object with the reference is still checked. */
const placeholder = ({ name, prefix = '', suffix = '' }: Reference): string => `${prefix}${name.toLowerCase()}${suffix}`

function placedReference(
  source: YamlFile,
  path: YamlPath,
  fields: Readonly<Record<string, unknown>>,
  places: ReferencePlaces,
  { report }: ValueScope,
): Reference | undefined {
  if (places.includes(path)) return readReference({ source, path, report }, fields)
  report('value-reference-place', source.place(path), 'A reference to a value is not possible here.', places.remedy)
  return undefined
}

function findValue(
  source: YamlFile,
  path: YamlPath,
  { name }: Reference,
  { values, used, report }: ValueScope,
): NamedValue | undefined {
  const found = values.get(name)
  used.add(name)
  if (found === undefined)
    report(
      'value-missing',
      source.place([...path, '$value']),
      `environment.yaml does not declare the value ${name}.`,
      didYouMean(name, values.keys()) ?? `Declare it below values: values: {${name}: …}`,
    )
  return found
}

/** The value that a part of a file refers to; undefined if the part is a literal. */
export const usedValueAt = ({ used }: Pick<YamlFile, 'used'>, path: YamlPath): UsedValue | undefined =>
  used === undefined ? undefined : used.find((one) => one.path.join('/') === path.join('/'))

/** Whether a part of a file is or contains a reference that cannot be resolved. */
export const isUnresolved = ({ unresolved = [] }: Pick<YamlFile, 'unresolved'>, path: YamlPath): boolean =>
  unresolved.some((one) => path.every((step, depth) => String(step) === String(one[depth])))

/** References in the patch files: in the values of operations. */
export const inOperations: ReferencePlaces = {
  includes: ([, patch, , field]) => patch === 'patch' && field === 'value',
  remedy:
    'Write it in value of an operation, or below value. A target or a path that differs needs a patch in each environment.',
}

/** References in the settings of a layer. */
export const inSettings: ReferencePlaces = {
  includes: ([key]) => key !== undefined && !['apiVersion', 'kind', 'values'].includes(String(key)),
  remedy: 'Write the value itself.',
}

/** References in objects. */
export const inObjects: ReferencePlaces = {
  includes: (path) => path.length > 0 && !['apiVersion', 'kind'].includes(String(path[0])),
  remedy: 'Write apiVersion and kind without a reference: an object of another kind needs a file of its own.',
}
