// Editors show the title of a schema first: for paths and values of patches, it is the value that the field has, with the line that sets it.
import { escapeStep, isObject, type KubernetesObject, type Place, valueAt } from '@thanos-gitops/manifest'
import type { EditorSchema } from './editor-schema.ts'
import { escapePattern, stepsOf } from './field-tree.ts'

/** What an editor shows of a field. */
export interface ShownValue {
  /** Undefined for a list and a mapping. */
  readonly text: string | undefined
  /** `file:line`. Undefined if the line is not known. */
  readonly line: string | undefined
}

/** Where a value is set, in the words of a title. */
export type ValueSource = 'Today' | 'In the base:' | 'In its file:'

export const valueTitle = (source: ValueSource, { text, line }: ShownValue): string => {
  const parts = [...(text === undefined ? [] : [text]), ...(line === undefined ? [] : [`set by ${line}`])]
  return `${source} ${parts.join(', ')}`
}

/** The value in a title; undefined for another title. */
export function shownInTitle(title: string): ShownValue | undefined {
  const [, all] = /^(?:Today|In the base:|In its file:) (.+)$/s.exec(title) ?? []
  if (all === undefined) return undefined
  const [, text, line] = /^(?:(.*), )?set by (\S+:\d+)$/s.exec(all) ?? [undefined, all, undefined]
  return { text, line }
}

export const lineOf = ({ file, line }: Place): string => (line === undefined ? file : `${file}:${line}`)

/** The title of the path and of the value of an operation. */
export const titled = (title: string): EditorSchema => ({ patternProperties: { [titledKeys]: { title } } })

const titledKeys = '^(?:path|value)$'

/** A rule for the operations on a field. @param pattern of its path */
export const titledPath = (pattern: string, title: string): EditorSchema => ({
  if: { properties: { path: { pattern } } },
  then: titled(title),
})

/** Rules for the operations of patches for one object. */
export const ofObject = (kind: string, names: readonly string[], rules: readonly EditorSchema[]): EditorSchema => ({
  if: {
    required: ['target'],
    properties: {
      target: { required: ['kind', 'name'], properties: { kind: { const: kind }, name: { enum: names } } },
    },
  },
  then: { properties: { patch: { items: { allOf: rules } } } },
})

/** The rules for each patch of a file. Without the condition, editors would offer an element of the list for them. */
export const everyPatch = (rules: readonly EditorSchema[]): EditorSchema => ({
  items: { if: {}, then: { allOf: rules } },
})

/** The titles of the fields of an object, as `ofObject` has them. */
export interface TitledObject {
  readonly kind: string
  readonly names: readonly string[]
  /** Titles by the patterns of paths. */
  readonly titles: ReadonlyMap<string, string>
}

/** Reads the rules of objects again. */
export function titledObjects(rules: unknown): readonly TitledObject[] {
  const at = (value: unknown, ...steps: readonly string[]): unknown => valueAt(value, steps)
  return asList(rules).map((rule) => ({
    kind: String(at(rule, 'if', 'properties', 'target', 'properties', 'kind', 'const')),
    names: asList(at(rule, 'if', 'properties', 'target', 'properties', 'name', 'enum')).map(String),
    titles: new Map(
      asList(at(rule, 'then', 'properties', 'patch', 'items', 'allOf')).map((field) => [
        String(at(field, 'if', 'properties', 'path', 'pattern')),
        String(at(field, 'then', 'patternProperties', titledKeys, 'title')),
      ]),
    ),
  }))
}

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** The path that people write, of those that a pattern of `everyPath` matches. */
export const preferredOf = (pattern: string): string =>
  pattern
    .slice(1, -1)
    .replace(/\(\?:((?:\\.|[^|)\\])*)\|(?:\\.|[^)\\])*\)/g, '$1')
    .replace(/\\(.)/g, '$1')

const longestValue = 60

/** A scalar in one line. Undefined for a list and a mapping. */
export function shownScalar(value: unknown): string | undefined {
  if (value === undefined || isObject(value) || Array.isArray(value)) return undefined
  const [text = '', ...lines] = String(value).split('\n')
  return text.length > longestValue || lines.length > 0 ? `${text.slice(0, longestValue - 3)}...` : text
}

/** Matches all ways to write a path: with indexes and with list steps. */
export const everyPath = (object: KubernetesObject, steps: readonly string[]): string =>
  `^${steps
    .map((step, index) => {
      const parent = valueAt(object, steps.slice(0, index))
      const element = Array.isArray(parent) ? parent[Number(step)] : undefined
      const names = Array.isArray(parent) && element !== undefined ? stepsOf(parent, element, Number(step)).steps : []
      const all = [...new Set([...names, escapeStep(step)])].map(escapePattern)
      return `/${all.length === 1 ? all[0] : `(?:${all.join('|')})`}`
    })
    .join('')}$`
