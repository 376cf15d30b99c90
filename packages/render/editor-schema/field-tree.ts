import { escapeStep, factsOf, isObject, type KubernetesObject } from '@thanos-gitops/manifest'
import type { Schema } from '@thanos-gitops/schemas'
import { hasResourceNames, otherResources, resourceNames } from './field-type.ts'
import type { SchemaSource } from './schema-source.ts'

/** A field or an element that a patch can name. */
export interface Field {
  /** The steps from the parent, the preferred first: `[name=thanos-store]`, `0`. Undefined for a field with any name. */
  readonly steps: readonly string[] | undefined
  /** Whether it exists. Otherwise only `add` can write it. */
  readonly exists: boolean
  readonly value?: unknown
  /** The schema of Kubernetes; undefined if any value is allowed. */
  readonly schema: Schema | undefined
  /** Whether Kubernetes requires it. */
  readonly required: boolean
  /** The flag with which the new value must begin when the argument is replaced. */
  readonly flag?: string
  readonly children: readonly Field[]
  /** The path from the object, with indexes instead of list steps. */
  readonly plain: readonly string[]
  /** Whether the schema does not name it: an element of a list, a label. */
  readonly anonymous: boolean
  /** Whether there can be any fields below it, which are not listed. */
  readonly isUnlisted?: true
  /** A regular expression for its name, for a field with any name. Default: any name. */
  readonly names?: string
}

/** The fields of an object, and those that could be added to it. */
export function fieldTree(object: KubernetesObject, source: SchemaSource): Field {
  const { documents } = factsOf(object.kind)
  return fieldOf(object, source.kind(object), [''], [], false, false)

  function fieldOf(
    value: unknown,
    schema: Schema | undefined,
    steps: readonly string[],
    plain: readonly string[],
    required: boolean,
    anonymous: boolean,
    flag?: string,
  ): Field {
    const isDocument = documents !== undefined && plain.length >= 2 && plain[0] === documents
    const own = isDocument ? undefined : schema && source.resolved(schema)
    const isUnlisted = isDocument && isDashboard(value)
    const children = isUnlisted
      ? []
      : Array.isArray(value)
        ? elements(value, own, plain)
        : isObject(value)
          ? fields(value, own, plain)
          : []
    return {
      steps,
      exists: true,
      value,
      schema: isDocument ? undefined : schema,
      required,
      children,
      plain,
      anonymous,
      ...(flag === undefined ? {} : { flag }),
      ...(isUnlisted ? { isUnlisted } : {}),
    }
  }

  function fields(
    value: Record<string, unknown>,
    schema: Schema | undefined,
    plain: readonly string[],
  ): readonly Field[] {
    const required = new Set(schema?.required)
    const existing = Object.entries(value).map(([key, child]) => {
      const named = schema?.properties !== undefined && Object.hasOwn(schema.properties, key)
      return fieldOf(
        child,
        named ? schema.properties[key] : anyField(schema),
        [escapeStep(key)],
        [...plain, key],
        required.has(key),
        !named,
      )
    })
    const missing = Object.entries(schema?.properties ?? {}).filter(([key]) => !Object.hasOwn(value, key))
    const optional = missing.map(([key, known]) => absent([escapeStep(key)], known, [...plain, key], false))
    const isOpen = schema === undefined || schema.additionalProperties !== false
    if (!isOpen) return [...existing, ...optional]
    const any = absent(undefined, anyField(schema), [...plain, '*'], true)
    if (schema === undefined || !hasResourceNames(schema, source)) return [...existing, ...optional, any]
    const resources = resourceNames
      .filter((name) => !Object.hasOwn(value, name))
      .map((name) => absent([name], anyField(schema), [...plain, name], true))
    return [...existing, ...resources, { ...any, names: otherResources }]
  }

  function elements(list: readonly unknown[], schema: Schema | undefined, plain: readonly string[]): readonly Field[] {
    const existing = list.map((element, index) => {
      const { steps, flag } = stepsOf(list, element, index)
      return fieldOf(element, schema?.items, steps, [...plain, String(index)], false, true, flag)
    })
    return [...existing, absent(['-', String(list.length)], schema?.items, [...plain, '-'], true)]
  }
}

/** The thousands of fields of dashboards would double the schema, and patches rarely name one. */
export const isDashboard = (value: unknown): boolean => isObject(value) && Array.isArray(value.panels)

const absent = (
  steps: readonly string[] | undefined,
  schema: Schema | undefined,
  plain: readonly string[],
  anonymous: boolean,
): Field => ({ steps, exists: false, schema, required: false, children: [], plain, anonymous })

const anyField = (schema: Schema | undefined): Schema | undefined =>
  typeof schema?.additionalProperties === 'object' ? schema.additionalProperties : undefined

/** The steps that name an element: by a field with a unique value, by its flag, by its index. */
export function stepsOf(
  list: readonly unknown[],
  element: unknown,
  index: number,
): { steps: readonly string[]; flag?: string } {
  const flag = typeof element === 'string' ? /^--[^=\]]+/.exec(element)?.[0] : undefined
  const isAlone =
    flag !== undefined &&
    list.filter((other) => typeof other === 'string' && (other === flag || other.startsWith(`${flag}=`))).length === 1
  if (isAlone) return { steps: [`[${flag}]`, String(index)], flag }
  const unique = isObject(element) ? Object.keys(element).filter((key) => isUnique(list, element, key)) : []
  // The renderer accepts any field. The schema has the name only, or else fields with short values, to stay small.
  const named = unique.includes('name')
    ? ['name']
    : unique.filter((key) => /^[^\s]{1,30}$/.test(String((element as Record<string, unknown>)[key])))
  const steps = named.map(
    (key) => `[${escapeStep(key)}=${escapeStep(String((element as Record<string, unknown>)[key]))}]`,
  )
  return { steps: named[0] === 'name' ? [...steps, String(index)] : [String(index), ...steps] }
}

function isUnique(list: readonly unknown[], element: Record<string, unknown>, key: string): boolean {
  const value = element[key]
  if ((typeof value === 'object' && value !== null) || /[=\]]/.test(key) || key.startsWith('--')) return false
  return (
    list.filter((other) => isObject(other) && Object.hasOwn(other, key) && String(other[key]) === String(value))
      .length === 1
  )
}

/** One tree with the fields of several objects of a kind, without the names of elements and labels. */
export function mergedTree(trees: readonly Field[]): Field {
  const groups = Map.groupBy(
    trees.flatMap(({ children }) => children),
    ({ anonymous, steps }) => (anonymous ? undefined : steps?.[0]),
  )
  const children = [...groups].map(
    ([step, fields]): Field => ({ ...mergedTree(fields), steps: step === undefined ? undefined : [step] }),
  )
  const first = trees[0]!
  return {
    ...first,
    schema: trees.find(({ schema }) => schema !== undefined)?.schema,
    required: trees.some(({ required }) => required),
    exists: trees.some(({ exists }) => exists),
    children,
  }
}

/** The path with preferred steps, as people write it. */
export const preferredPath = (parents: readonly Field[]): string =>
  parents
    .slice(1)
    .map(({ steps }) => `/${steps?.[0] ?? '*'}`)
    .join('')

/**
 * A regular expression for the paths of all chosen fields; undefined if no field is chosen.
 *
 * @param within the chosen fields and their parents, if they are known: other fields are then skipped
 */
export function pathPattern(
  root: Field,
  chosen: (field: Field) => boolean,
  within?: ReadonlySet<Field>,
): string | undefined {
  const below = patternOf(root, chosen, within)
  return below === undefined ? undefined : `^${below}$`
}

function patternOf(
  field: Field,
  chosen: (field: Field) => boolean,
  within: ReadonlySet<Field> | undefined,
): string | undefined {
  const groups = new Map<string, string[]>()
  for (const child of field.children) {
    if (within?.has(child) === false) continue
    const below = patternOf(child, chosen, within)
    if (below === undefined) continue
    // Fields with equal subtrees share one pattern.
    const steps = child.steps?.map(escapePattern) ?? [child.names ?? '[^/]+']
    groups.set(below, [...(groups.get(below) ?? []), ...steps])
  }
  const parts = [...groups].map(
    ([below, steps]) => `/${steps.length === 1 ? steps[0] : `(?:${steps.join('|')})`}${below}`,
  )
  const here = chosen(field)
  if (parts.length === 0) return here ? (field.isUnlisted ? '(?:/.+)?' : '') : undefined
  return `(?:${parts.join('|')})${here ? '?' : ''}`
}

export const escapePattern = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Visits every field with its parents, itself last. */
export function eachField(field: Field, visit: (path: readonly Field[]) => void, parents: readonly Field[] = []): void {
  const path = [...parents, field]
  visit(path)
  for (const child of field.children) eachField(child, visit, path)
}
