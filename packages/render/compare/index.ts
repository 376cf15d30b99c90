import {
  factsOf,
  formatPointer,
  hasContentHash,
  isObject,
  type KubernetesObject,
  labelOf,
} from '@thanos-gitops/manifest'
import { parseKubernetesYaml } from '@thanos-gitops/manifest/read'
import type { RenderedEnvironment } from '../render.ts'

/** A field that differs between environments. */
export interface Difference {
  readonly component: string
  readonly object: string
  /** With list steps: `/spec/template/spec/containers/[name=thanos-store]/image`. Empty for a whole object. */
  readonly field: string
  /** One for each environment, in their order. */
  readonly cells: readonly DifferenceCell[]
}

export interface DifferenceCell {
  /** Absent if the environment does not have the field. */
  readonly value?: unknown
  /** Whether it is the value of the base, which no patch or override changed. */
  readonly isBase: boolean
}

/** The differences between environments by component and object, in the order of the manifests, without content hashes. */
export function compareEnvironments(
  environments: readonly RenderedEnvironment[],
  component?: string,
): readonly Difference[] {
  const fields = environments.map(fieldsOf)
  const labels = new Set(fields.flatMap((objects) => [...objects.keys()]))
  return [...labels]
    .flatMap((label) => objectDifferences(fields.map((objects) => objects.get(label))))
    .filter((difference) => component === undefined || difference.component === component)
    .sort((a, b) => compareStrings(a.component, b.component) || compareStrings(a.object, b.object))
}

const compareStrings = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const isSameValue = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

interface ComparedObject {
  readonly component: string
  readonly label: string
  /** The values of the fields without children, by their path. */
  readonly values: ReadonlyMap<string, unknown>
  readonly baseValues: ReadonlyMap<string, unknown>
  /** The fields with content hashes, which follow from other objects. */
  readonly hashFields: ReadonlySet<string>
}

/** The differences of one object, undefined in environments that do not have it. */
function objectDifferences(versions: readonly (ComparedObject | undefined)[]): readonly Difference[] {
  const present = versions.filter((version) => version !== undefined)
  const { component, label: object } = present[0]!
  if (present.length < versions.length) {
    const cells = versions.map((version) => (version ? { value: 'exists', isBase: false } : { isBase: false }))
    return [{ component, object, field: '', cells }]
  }
  const fields = new Set(present.flatMap(({ values }) => [...values.keys()]))
  return [...fields]
    .filter((field) => !present.some(({ hashFields }) => hashFields.has(field)))
    .map((field) => ({ component, object, field, cells: present.map((version) => cellOf(version, field)) }))
    .filter(({ cells }) => cells.some((cell) => !isSameValue(cell.value, cells[0]!.value)))
}

const cellOf = ({ values, baseValues }: ComparedObject, field: string): DifferenceCell => ({
  ...(values.has(field) ? { value: values.get(field) } : {}),
  isBase: isSameValue(values.get(field), baseValues.get(field)),
})

/** The objects of an environment by kind and name, without the namespace, which may differ. */
function fieldsOf({ manifests, targets }: RenderedEnvironment): ReadonlyMap<string, ComparedObject> {
  const bases = new Map(targets.map(({ object }) => [labelOf(object), leavesOf(object)]))
  return new Map(
    manifests.map(({ object, component }) => {
      const label = labelOf(object)
      const baseValues = bases.get(label) ?? new Map<string, unknown>()
      const hashFields = new Set(
        [...baseValues].flatMap(([field, value]) =>
          typeof value === 'string' && hasContentHash(value) ? [field] : [],
        ),
      )
      return [label, { component, label, values: leavesOf(withDocuments(object)), baseValues, hashFields }]
    }),
  )
}

/** The object with the documents of a ConfigMap as values, to compare them field by field. */
function withDocuments(object: KubernetesObject): unknown {
  const { documents } = factsOf(object.kind)
  const entries = documents === undefined ? undefined : (object as unknown as Record<string, unknown>)[documents]
  if (documents === undefined || !isObject(entries)) return object
  const read = ([key, value]: [string, unknown]): [string, unknown] => [
    key,
    /\.(ya?ml|json)$/.test(key) && typeof value === 'string' ? parseKubernetesYaml(value) : value,
  ]
  return { ...object, [documents]: Object.fromEntries(Object.entries(entries).map(read)) }
}

/** The values without children, by their path. */
function leavesOf(root: unknown): ReadonlyMap<string, unknown> {
  const leaves = new Map<string, unknown>()
  const visit = (value: unknown, steps: readonly string[]): void => {
    const children = Array.isArray(value)
      ? value.map((element: unknown, index) => [stepOf(element, index, value), element] as const)
      : isObject(value)
        ? Object.entries(value)
        : []
    if (children.length === 0) leaves.set(formatPointer(steps), value)
    for (const [step, child] of children) visit(child, [...steps, step])
  }
  visit(root, [])
  return leaves
}

/** The list step of an element if it is unique, so that elements are compared independent of their index. */
function stepOf(element: unknown, index: number, list: readonly unknown[]): string {
  const step = listStepOf(element)
  return step !== undefined && list.filter((other) => listStepOf(other) === step).length === 1 ? step : String(index)
}

function listStepOf(element: unknown): string | undefined {
  if (typeof element === 'string') {
    const flag = /^--[^=\]]+/.exec(element)?.[0]
    return flag === undefined ? undefined : `[${flag}]`
  }
  if (!isObject(element)) return undefined
  const key = ['name', 'alert', 'record', 'job_name'].find((name) => typeof element[name] === 'string')
  return key === undefined ? undefined : `[${key}=${String(element[key])}]`
}
