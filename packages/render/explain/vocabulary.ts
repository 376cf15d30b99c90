import type { ShardedSetting } from '@thanos-gitops/manifest'
import * as exports from '@thanos-gitops/manifest'
import { opaque, type Point, plain, type Traced, type TracedField, traced } from './evaluate/traced.ts'

/** The package whose functions base files call. Its own values are not literals of the base. */
export const vocabularyPackage = '@thanos-gitops/manifest'

type Evaluate = (args: readonly Traced[], at: Point) => Traced

/** Functions that return their arguments, which keep their places. */
const passing: Readonly<Record<string, Evaluate>> = {
  onlyWith([components, value], at) {
    const names = components && plain(components)?.value
    if (value === undefined || names === undefined) return opaque(at)
    const condition = typeof names === 'string' ? [names] : (names as readonly string[])
    return { ...value, condition, conditionNames: components! }
  },
  onlyWithout([component, value], at) {
    const name = component && plain(component)?.value
    if (value === undefined || name === undefined) return opaque(at)
    return { ...value, condition: [`!${String(name)}`], conditionNames: component! }
  },
  forEachShard([of, value], at) {
    const setting = of && plain(of)?.value
    return value === undefined || setting === undefined ? opaque(at) : { ...value, sharded: setting as ShardedSetting }
  },
  alsoOnlyWith([component, value], at) {
    return value === undefined || component === undefined ? opaque(at) : also(component, value)
  },
  alsoOnlyWithout([component, value], at) {
    return value === undefined || component === undefined ? opaque(at) : alsoWithout(component, value)
  },
  eachOnlyWithout([component, values], at) {
    if (values?.type !== 'list' || component === undefined) return opaque(at)
    return { ...values, items: values.items.map((item) => alsoWithout(component, item)) }
  },
  defineComponent([name, objects], at) {
    const fields = Object.entries({ name, objects }).map(
      ([key, value]) => [key, { key: at, keySegments: [], value: value ?? traced(undefined, at) }] as const,
    )
    return { type: 'mapping', fields: new Map(fields), at }
  },
  withFields([object, fields], at) {
    if (object === undefined || fields?.type !== 'mapping') return opaque(at)
    return [...fields.fields].reduce<Traced>(
      (changed, [pointer, field]) => withField(changed, exports.parsePointer(pointer) ?? [], field),
      object,
    )
  },
}

function withField(parent: Traced, [step, ...rest]: readonly string[], field: TracedField): Traced {
  if (step === undefined) return field.value
  if (parent.type === 'list')
    return {
      ...parent,
      items: parent.items.map((item, index) => (String(index) === step ? withField(item, rest, field) : item)),
    }
  if (parent.type !== 'mapping') return opaque(field.key)
  const before = parent.fields.get(step)
  const value = withField(before?.value ?? opaque(field.key), rest, field)
  const changed = rest.length === 0 ? { ...field, value } : { ...(before ?? field), value }
  return { ...parent, fields: new Map([...parent.fields, [step, changed]]) }
}

const alsoWithout = (component: Traced, value: Traced): Traced => also(component, value, '!')

function also(component: Traced, value: Traced, sign = ''): Traced {
  const required = `${sign}${String(plain(component)?.value)}`
  const condition = value.condition?.map((alternative) => `${alternative}&${required}`) ?? [required]
  return { ...value, condition, conditionNames: component }
}

/** An export of the vocabulary. Other functions are called, and their results have the place of the call. */
export function exportOf(name: string, at: Point): Traced {
  if (Object.hasOwn(passing, name)) return { type: 'function', call: passing[name]!, at }
  const value = (exports as Readonly<Record<string, unknown>>)[name]
  if (typeof value !== 'function') return traced(value, at)
  return { type: 'function', at, call: (args, here) => callPlain(value, args, here) }
}

// biome-ignore lint/complexity/noBannedTypes: any exported function.
function callPlain(call: Function, args: readonly Traced[], at: Point): Traced {
  const values = args.map(plain)
  if (!values.every((value) => value !== undefined)) return opaque(at)
  return traced(
    Reflect.apply(
      call,
      undefined,
      values.map((value) => value.value),
    ),
    at,
  )
}
