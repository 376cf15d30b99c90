import { createRequire } from 'node:module'
import {
  factsOf,
  formatPointer,
  hasContentHash,
  isObject,
  type KubernetesObject,
  labelOf,
} from '@thanos-gitops/manifest'
import type { RenderedEnvironment } from '../render.ts'

/** A field that is not the same in all environments. */
export interface Difference {
  readonly component: string
  readonly object: string
  /** With list steps: `/spec/template/spec/containers/[name=thanos-store]/image`; empty for a whole object. */
  readonly field: string
  /** One for each environment, in their order. */
  readonly cells: readonly DifferenceCell[]
}

export interface DifferenceCell {
  /** Absent where the environment has no such field. */
  readonly value?: unknown
  /** Whether it is the base's value, and no patch or override gave it. */
  readonly isBase: boolean
}

/** What differs between environments, by component and object, in the order of the manifests. Content hashes only follow. */
export function compareEnvironments(
  environments: readonly RenderedEnvironment[],
  component?: string,
): readonly Difference[] {
  const fields = environments.map(fieldsOf)
  const keys = new Set(fields.flatMap((map) => [...map.keys()]))
  return [...keys]
    .flatMap((object): Difference[] => {
      const versions = fields.map((map) => map.get(object))
      const first = versions.find((version) => version !== undefined)!
      if (component !== undefined && first.component !== component) return []
      const row = { component: first.component, object: first.label }
      if (versions.some((version) => version === undefined))
        return [
          {
            ...row,
            field: '',
            cells: versions.map((version) => (version ? { value: 'there', isBase: false } : { isBase: false })),
          },
        ]
      const pointers = new Set(versions.flatMap((version) => [...version!.values.keys()]))
      return [...pointers].flatMap((field) => {
        const cells = versions.map(
          ({ values, base } = first): DifferenceCell => ({
            ...(values.has(field) ? { value: values.get(field) } : {}),
            isBase: same(values.get(field), base.get(field)),
          }),
        )
        return cells.every((cell) => same(cell.value, cells[0]!.value)) ||
          versions.some((version) => version!.derived.has(field))
          ? []
          : [{ ...row, field, cells }]
      })
    })
    .sort((a, b) => compare(a.component, b.component) || compare(a.object, b.object))
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

interface ObjectFields {
  readonly component: string
  readonly label: string
  readonly values: ReadonlyMap<string, unknown>
  readonly base: ReadonlyMap<string, unknown>
  /** Content hashes of other objects. */
  readonly derived: ReadonlySet<string>
}

/** The fields of each object, by kind and name: the namespace may differ. */
function fieldsOf({ manifests, targets }: RenderedEnvironment): ReadonlyMap<string, ObjectFields> {
  const bases = new Map(targets.map(({ object }) => [labelOf(object), leaves(object)]))
  return new Map(
    manifests.map(({ object, component }) => {
      const label = labelOf(object)
      const base = bases.get(label) ?? new Map<string, unknown>()
      const derived = new Set(
        [...base].flatMap(([field, value]) => (typeof value === 'string' && hasContentHash(value) ? [field] : [])),
      )
      return [label, { component, label, values: leaves(withDocuments(object)), base, derived }]
    }),
  )
}

/** Documents are text in a manifest; field by field they can be compared. */
function withDocuments(object: KubernetesObject): unknown {
  const { documents } = factsOf(object.kind)
  const entries = documents === undefined ? undefined : (object as unknown as Record<string, unknown>)[documents]
  if (documents === undefined || !isObject(entries)) return object
  const { parse } = createRequire(import.meta.url)('yaml') as typeof import('yaml')
  const read = ([key, text]: [string, unknown]): [string, unknown] => [
    key,
    /\.(ya?ml|json)$/.test(key) && typeof text === 'string' ? (parse(text) as unknown) : text,
  ]
  return { ...object, [documents]: Object.fromEntries(Object.entries(entries).map(read)) }
}

function leaves(value: unknown): Map<string, unknown> {
  const result = new Map<string, unknown>()
  const visit = (part: unknown, steps: readonly string[]): void => {
    const children = Array.isArray(part)
      ? part.map((item: unknown, index) => [stepOf(item, index, part), item] as const)
      : isObject(part)
        ? Object.entries(part)
        : []
    if (children.length === 0) result.set(formatPointer(steps), part)
    for (const [step, child] of children) visit(child, [...steps, step])
  }
  visit(value, [])
  return result
}

/** The step of a patch that finds an element, so that the same element is compared wherever it stands. */
function stepOf(item: unknown, index: number, list: readonly unknown[]): string {
  const keyOf = (element: unknown): string | undefined => {
    const key = isObject(element)
      ? ['name', 'alert', 'record', 'job_name'].find((name) => typeof element[name] === 'string')
      : undefined
    if (key !== undefined) return `[${key}=${String((element as Record<string, unknown>)[key])}]`
    return typeof element === 'string' ? /^--[^=\]]+/.exec(element)?.[0].replace(/.*/s, '[$&]') : undefined
  }
  const key = keyOf(item)
  return key !== undefined && list.filter((other) => keyOf(other) === key).length === 1 ? key : String(index)
}
