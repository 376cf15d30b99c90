// The methods of strings and lists that base files use, and the places of their results.
import {
  joined,
  opaque,
  type Point,
  plain,
  sliced,
  stringOf,
  type Traced,
  type TracedField,
  type TracedFunction,
  type TracedList,
  type TracedString,
  traced,
} from './traced.ts'

/** Calls a method of a value, or of a global such as `Object`, which is given by its name. */
export function callMethod(receiver: Traced | string, name: string, args: readonly Traced[], at: Point): Traced {
  if (receiver === 'Object') return objectMethod(name, args[0], at)
  if (typeof receiver !== 'object') return opaque(at)
  if (receiver.type === 'string') return stringMethod(receiver, name, args, at)
  if (receiver.type === 'list') return listMethod(receiver, name, args, at)
  if (receiver.type === 'scalar' && name === 'toString') return stringOf(String(receiver.value), receiver.at)
  return opaque(at)
}

function stringMethod(string: TracedString, name: string, args: readonly Traced[], at: Point): Traced {
  const { value, segments } = string
  if (name === 'trim' || name === 'trimStart' || name === 'trimEnd') {
    const start = name === 'trimEnd' ? 0 : value.length - value.trimStart().length
    return sliced(string, start, name === 'trimStart' ? value.length : Math.max(start, value.trimEnd().length))
  }
  const values = args.map(plain)
  const method = (String.prototype as unknown as Record<string, unknown>)[name]
  if (typeof method !== 'function' || values.some((one) => one === undefined)) return opaque(at)
  const result: unknown = Reflect.apply(
    method,
    value,
    values.map((one) => one!.value),
  )
  // The places of single characters are not known after a change: the result has the place where the string begins.
  return typeof result === 'string'
    ? { ...stringOf(result, segments[0]?.at ?? string.at), at: string.at }
    : traced(result, string.at)
}

type ListMethod = (list: TracedList, args: readonly Traced[], at: Point) => Traced | undefined

const listOf = (items: readonly Traced[], { at }: TracedList): TracedList => ({ type: 'list', items, at })

/** The results of calling the first argument with each item; undefined if it is not a function. */
function called({ items }: TracedList, [callback]: readonly Traced[], at: Point): readonly Traced[] | undefined {
  if (callback?.type !== 'function') return undefined
  return items.map((item, index) => (callback as TracedFunction).call([item, traced(index, at)], at))
}

const flattened = (items: readonly Traced[]): readonly Traced[] =>
  items.flatMap((item) => (item.type === 'list' ? item.items : [item]))

/** Only strings without a comparison, whose order is that of their UTF-16 code units. */
function sortedStrings(list: TracedList, args: readonly Traced[]): Traced | undefined {
  const strings = list.items.filter((item) => item.type === 'string')
  if (args.length > 0 || strings.length < list.items.length) return undefined
  return listOf(
    strings.toSorted((a, b) => (a.value < b.value ? -1 : Number(a.value > b.value))),
    list,
  )
}

/** Methods of lists. A result of undefined is opaque. */
const listMethods: Readonly<Record<string, ListMethod>> = {
  join(list, [separator], at) {
    const between = separator === undefined ? ',' : separator.type === 'string' ? separator.value : undefined
    const strings = list.items.filter((item) => item.type === 'string')
    if (between === undefined || strings.length < list.items.length) return undefined
    const parts = strings.flatMap((item, index) =>
      index === 0 ? [item] : [stringOf(between, separator?.at ?? at), item],
    )
    return joined(parts, list.at)
  },
  sort: sortedStrings,
  toSorted: sortedStrings,
  concat: (list, args) =>
    args.every((arg) => arg.type === 'list') ? listOf([...list.items, ...flattened(args)], list) : undefined,
  slice(list, args) {
    const [from, to] = args.map((arg) => plain(arg)?.value as number | undefined)
    return listOf(list.items.slice(from, to), list)
  },
  flat: (list) => (list.items.every((item) => item.type === 'list') ? listOf(flattened(list.items), list) : undefined),
  map(list, args, at) {
    const results = called(list, args, at)
    return results && listOf(results, list)
  },
  flatMap(list, args, at) {
    const results = called(list, args, at)
    return results && listOf(flattened(results), list)
  },
  filter(list, args, at) {
    const tests = called(list, args, at)?.map(plain)
    return tests?.every((test) => test !== undefined)
      ? listOf(
          list.items.filter((_, index) => tests[index]!.value),
          list,
        )
      : undefined
  },
}

const listMethod = (list: TracedList, name: string, args: readonly Traced[], at: Point): Traced =>
  (Object.hasOwn(listMethods, name) ? listMethods[name]!(list, args, at) : undefined) ?? opaque(at)

function objectMethod(name: string, value: Traced | undefined, at: Point): Traced {
  if (value?.type === 'list' && name === 'fromEntries') return fromEntries(value, at)
  if (value?.type !== 'mapping') return opaque(at)
  const list = (items: readonly Traced[]): TracedList => ({ type: 'list', items, at: value.at })
  const key = ([keyName, field]: [string, TracedField]): TracedString => stringOf(keyName, field.key)
  if (name === 'keys') return list([...value.fields].map(key))
  if (name === 'values') return list([...value.fields.values()].map((field) => field.value))
  if (name === 'entries') return list([...value.fields].map((entry) => list([key(entry), entry[1].value])))
  return opaque(at)
}

function fromEntries(entries: TracedList, at: Point): Traced {
  const fields = new Map<string, TracedField>()
  for (const entry of entries.items) {
    const [key, value] = entry.type === 'list' ? entry.items : []
    if (key?.type !== 'string' || value === undefined) return opaque(at)
    fields.set(key.value, { key: key.at, keySegments: key.segments, value })
  }
  return { type: 'mapping', fields, at }
}
