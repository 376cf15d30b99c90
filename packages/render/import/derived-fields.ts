// What an object of the base needs before patches can make it that of clusters: names, and values that the policy refuses.
import {
  formatPointer,
  type Json,
  type KubernetesObject,
  type Mapping,
  valueAt,
  withFields,
} from '@thanos-gitops/manifest'
import { resolvePath } from '../patches/resolve-path.ts'
import { operationsBetween } from './operations.ts'
import { firstRefused, type Judge } from './patchable.ts'
import { containersOf, imageName, subcommandOf } from './resemblance.ts'
import { contentKey } from './value.ts'

/** Values by JSON Pointer. */
export type Fields = Readonly<Record<string, Json>>

/** What identifies an object, and connects it with others. */
const identifying = [
  ['metadata', 'name'],
  ['metadata', 'labels'],
  ['spec', 'selector'],
  ['spec', 'podSelector'],
  ['spec', 'serviceName'],
  ['spec', 'template', 'metadata', 'labels'],
  ['spec', 'template', 'spec', 'serviceAccountName'],
]

/** A guard: each round adds a field. */
const mostRounds = 40

/**
 * The fields of an object of the base that are written in a component of its own. Patches can change all others.
 *
 * @param before the object as each cluster would have it
 * @param after the object of each cluster
 * @returns undefined if a value that patches must not change differs between the clusters
 */
export function fieldsBetween(
  before: readonly KubernetesObject[],
  after: readonly KubernetesObject[],
  judge: Judge,
): Fields | undefined {
  const fields: Record<string, Json> = {
    ...Object.fromEntries(identifying.flatMap((steps) => commonField(steps, before[0]!, after))),
    ...containerName(before[0]!, after),
  }
  for (let round = 0; round < mostRounds; round++) {
    const refused = before.flatMap(
      (object, index) => refusedField(withFields(object, fields), after[index]!, judge) ?? [],
    )
    const [first] = refused
    if (first === undefined) return fields
    const values = after.map((object) => valueAtPath(object, first.path))
    if (values[0] === undefined || new Set(values.map(contentKey)).size > 1) return undefined
    const pointer = formatPointer(first.steps)
    if (pointer in fields) return undefined
    for (const known of Object.keys(fields)) if (known.startsWith(`${pointer}/`)) delete fields[known]
    fields[pointer] = values[0]
  }
  return undefined
}

/** A field that base and clusters have, with another value in all of them. */
function commonField(
  steps: readonly string[],
  before: KubernetesObject,
  after: readonly KubernetesObject[],
): readonly (readonly [string, Json])[] {
  const own = valueAt(before, steps)
  const [value, ...others] = after.map((object) => valueAt(object, steps) as Json | undefined)
  if (own === undefined || value === undefined || contentKey(own as Json) === contentKey(value)) return []
  return others.every((other) => other !== undefined && contentKey(other) === contentKey(value))
    ? [[formatPointer(steps), value]]
    : []
}

/** The name of the container that runs the same command, by which patches find it. */
function containerName(before: KubernetesObject, after: readonly KubernetesObject[]): Fields {
  const own = containersOf(before)[0]
  if (own === undefined) return {}
  const names = new Set(
    after.map((object) => containersOf(object).find((container) => isSameProgram(own, container))?.name),
  )
  const [name] = names
  return names.size === 1 && typeof name === 'string' && name !== own.name
    ? { '/spec/template/spec/containers/0/name': name }
    : {}
}

const isSameProgram = (a: Mapping, b: Mapping): boolean =>
  imageName(a) === imageName(b) && subcommandOf(a) === subcommandOf(b)

interface RefusedField {
  /** With list steps, for the object of a cluster. */
  readonly path: readonly string[]
  /** The plain steps in the object of the base. */
  readonly steps: readonly string[]
}

/** The nearest field of the base that contains the first change that the policy, or its schema, does not let patches make. */
function refusedField(before: KubernetesObject, after: KubernetesObject, judge: Judge): RefusedField | undefined {
  const [from, to] = [before as unknown as Json, after as unknown as Json]
  // Where a patch would replace a large value, only a part of it may be refused.
  const refused =
    firstRefused(before, operationsBetween(from, to, [], Infinity), judge) ??
    firstRefused(before, operationsBetween(from, to), judge)
  if (refused === undefined) return undefined
  const { op, path } = refused.operation
  for (let length = op === 'replace' ? path.length : path.length - 1; length > 0; length--) {
    const candidate = path.slice(0, length)
    const resolved = resolvePath(before, candidate, false)
    if ('steps' in resolved && valueAtPath(after, candidate) !== undefined)
      return { path: candidate, steps: resolved.steps }
  }
  return undefined
}

function valueAtPath(object: KubernetesObject, path: readonly string[]): Json | undefined {
  const resolved = resolvePath(object, path, false)
  return 'steps' in resolved ? (valueAt(object, resolved.steps) as Json | undefined) : undefined
}
