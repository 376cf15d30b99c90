import { escapeStep, isObject, type KubernetesObject, parsePointer, valueAt } from '@thanos-gitops/manifest'
import type { FieldWrite } from '../patches/patch.ts'
import type { Manifest } from '../render.ts'
import type { EditorSchema } from './editor-schema.ts'
import { escapePattern, stepsOf } from './field-tree.ts'

/** Of an environment. With more, the file would be larger than 20 kB. */
const mostValues = 60

/**
 * The values that patches and image overrides set today, each with the line that sets it: editors show them as titles of paths and values
 * in patches for one object. An environment with more of them has the first ones.
 */
export function todaysValues(manifests: readonly Pick<Manifest, 'object' | 'writes'>[]): EditorSchema {
  let left = mostValues
  const objects = manifests.flatMap(({ object, writes }) => {
    const values = lastWrites(object, writes).slice(0, left)
    left -= values.length
    return values.length === 0 ? [] : [ofObject(object, values)]
  })
  return objects.length === 0 ? {} : { items: { allOf: objects } }
}

/** What decides the values and their lines, without reading a file again. */
export const todaysInputs = (manifests: readonly Pick<Manifest, 'writes'>[]): readonly unknown[] => {
  const files = new Set(manifests.flatMap(({ writes }) => writes.map((write) => write.digest?.())))
  return [...files, ...manifests.map(({ writes }) => writes.map(({ pointer, value }) => [pointer, shown(value)]))]
}

/** The last write of each field that still exists. */
function lastWrites(object: KubernetesObject, writes: readonly FieldWrite[]): readonly FieldWrite[] {
  const last = new Map<string, FieldWrite>()
  for (const write of writes) {
    last.delete(write.pointer)
    if (write.op !== 'remove') last.set(write.pointer, write)
  }
  return [...last.values()].filter(({ pointer }) => exists(object, parsePointer(pointer)!))
}

/** A path into a document ends at the string that the manifest has instead. */
const exists = (object: KubernetesObject, steps: readonly string[]): boolean =>
  steps.some((_, index) => typeof valueAt(object, steps.slice(0, index + 1)) === 'string') ||
  valueAt(object, steps) !== undefined

const ofObject = (object: KubernetesObject, writes: readonly FieldWrite[]): EditorSchema => ({
  if: {
    required: ['target'],
    properties: {
      target: {
        required: ['kind', 'name'],
        properties: { kind: { const: object.kind }, name: { const: object.metadata.name } },
      },
    },
  },
  then: { properties: { patch: { items: { allOf: writes.map((write) => ofWrite(object, write)) } } } },
})

function ofWrite(object: KubernetesObject, { pointer, value, place }: FieldWrite): EditorSchema {
  const { file, line } = place()
  const text = shown(value)
  return {
    if: { properties: { path: { pattern: `^${pathPattern(object, parsePointer(pointer)!)}$` } } },
    then: titled(`${text === undefined ? 'Today set' : `Today ${text}`} by ${file}:${line}`),
  }
}

/** The title of the path and of the value of an operation. */
export const titled = (title: string): EditorSchema => ({ patternProperties: { '^(?:path|value)$': { title } } })

const longestValue = 60

/** A scalar in one line. Undefined for a list and a mapping. */
function shown(value: unknown): string | undefined {
  if (value === undefined || isObject(value) || Array.isArray(value)) return undefined
  const [text = '', ...lines] = String(value).split('\n')
  return text.length > longestValue || lines.length > 0 ? `${text.slice(0, longestValue - 3)}...` : text
}

/** Matches all ways to write a path: with indexes and with list steps. */
const pathPattern = (object: KubernetesObject, steps: readonly string[]): string =>
  steps
    .map((step, index) => {
      const parent = valueAt(object, steps.slice(0, index))
      const element = Array.isArray(parent) ? parent[Number(step)] : undefined
      const names = Array.isArray(parent) && element !== undefined ? stepsOf(parent, element, Number(step)).steps : []
      const all = [...new Set([...names, escapeStep(step)])].map(escapePattern)
      return `/${all.length === 1 ? all[0] : `(?:${all.join('|')})`}`
    })
    .join('')
