// The fields of Alertmanager's configuration, from the answers of its own code to documents that it refuses.
import { judge } from '@thanos-gitops/program-verdict'

type Steps = readonly (string | number)[]

/** A mapping with its fields, a list of such mappings, the name of a shared mapping (`@http_config`), or a Go type. */
export type FieldType = string | { readonly [field: string]: FieldType } | readonly [FieldType]

export type Fields = Readonly<Record<string, FieldType>>

const probe = 'unknown_field'

/** The problems of a document with one value, at the path of that value. */
function problemsAt(steps: Steps, value: unknown): ReturnType<typeof judge> {
  const problems = judge({ program: 'alertmanager', kind: 'config' }, JSON.stringify(documentWith(steps, value)))
  return problems.filter(({ path }) => steps.every((step, index) => path?.[index] === step))
}

/** The smallest document with a value. A list has the value as its first element. */
function documentWith(steps: Steps, value: unknown): unknown {
  return steps.reduceRight<unknown>((child, step) => (typeof step === 'number' ? [child] : { [step]: child }), value)
}

/** The names of the fields at a place; undefined if the value there is not a mapping with fixed fields. */
export const fieldNamesAt = (steps: Steps): readonly string[] | undefined =>
  problemsAt([...steps, probe], 1).find(({ known }) => known !== undefined)?.known

const refusedType = /cannot unmarshal .* into (.+)$/

/** The fields at a place with their types. Fields below `skipped` are not read. */
export function fieldsAt(steps: Steps, skipped: readonly string[] = []): Fields {
  const names = (fieldNamesAt(steps) ?? []).filter((name) => !skipped.includes(name))
  return Object.fromEntries(names.map((name) => [name, typeAt([...steps, name])]))
}

function typeAt(steps: Steps): FieldType {
  if (fieldNamesAt(steps) !== undefined) return acceptsText(steps) ? 'string or mapping' : fieldsAt(steps)
  if (fieldNamesAt([...steps, 0]) !== undefined) return [fieldsAt([...steps, 0])]
  const type = problemsAt(steps, { [probe]: 1 })
    .map(({ message }) => refusedType.exec(message)?.[1])
    .find((found) => found !== undefined)
  if (type !== undefined) return type
  return acceptsText(steps) ? 'any' : 'map'
}

const acceptsText = (steps: Steps): boolean => !problemsAt(steps, 'x').some(({ message }) => refusedType.test(message))

/** The same fields, in which each mapping that several fields of one name have is a reference to `shared`. */
export function withShared(fields: Fields): { readonly fields: Fields; readonly shared: Fields } {
  const shared: Record<string, FieldType> = {}
  const counts = new Map<string, number>()
  visit(fields, (name, type) => {
    const key = keyOf(name, type)
    counts.set(key, (counts.get(key) ?? 0) + 1)
  })
  const replace = (type: FieldType): FieldType => {
    if (Array.isArray(type)) return [replace((type as readonly [FieldType])[0])]
    if (typeof type === 'string') return type
    return Object.fromEntries(Object.entries(type).map(([name, child]) => [name, reference(name, child)]))
  }
  const reference = (name: string, type: FieldType): FieldType => {
    if (typeof type === 'string' || Array.isArray(type) || (counts.get(keyOf(name, type)) ?? 0) < 2)
      return replace(type)
    shared[name] ??= replace(type)
    return JSON.stringify(shared[name]) === JSON.stringify(replace(type)) ? `@${name}` : replace(type)
  }
  return { fields: replace(fields) as Fields, shared }
}

const keyOf = (name: string, type: FieldType): string => `${name} ${JSON.stringify(type)}`

function visit(type: FieldType, found: (name: string, type: FieldType) => void): void {
  if (typeof type === 'string') return
  if (Array.isArray(type)) visit((type as readonly [FieldType])[0], found)
  else
    for (const [name, child] of Object.entries(type)) {
      if (typeof child !== 'string') found(name, child)
      visit(child, found)
    }
}
