// The methods of texts and lists that base files use, and what is made of their places.
import {
  joined,
  opaque,
  type Point,
  plain,
  sliced,
  type Traced,
  type TracedField,
  type TracedFunction,
  type TracedList,
  type TracedMapping,
  type TracedText,
  textOf,
  traced,
} from './traced.ts'

/** Calls a method of a value, or of a global such as `Object`, given by its name. */
export function callMethod(
  receiver: Traced | string | undefined,
  name: string,
  args: readonly Traced[],
  at: Point,
): Traced {
  if (receiver === 'Object') return objectMethod(name, args[0], at)
  if (typeof receiver !== 'object') return opaque(at)
  if (receiver.type === 'text') return textMethod(receiver, name, args, at)
  if (receiver.type === 'list') return listMethod(receiver, name, args, at)
  if (receiver.type === 'scalar' && name === 'toString') return { ...textOf(String(receiver.value), receiver.at) }
  return opaque(at)
}

function textMethod(text: TracedText, name: string, args: readonly Traced[], at: Point): Traced {
  if (name === 'trim' || name === 'trimStart' || name === 'trimEnd') {
    const start = name === 'trimEnd' ? 0 : text.value.length - text.value.trimStart().length
    return sliced(text, start, name === 'trimStart' ? text.value.length : Math.max(start, text.value.trimEnd().length))
  }
  const values = args.map(plain)
  const method = (String.prototype as unknown as Record<string, unknown>)[name]
  if (typeof method !== 'function' || values.some((value) => value === undefined)) return opaque(at)
  const result: unknown = Reflect.apply(
    method,
    text.value,
    values.map((value) => value!.value),
  )
  // A changed text cannot say where each letter stands: all of it stands where the text began.
  return typeof result === 'string'
    ? { ...textOf(result, text.segments[0]?.at ?? text.at), at: text.at }
    : traced(result, text.at)
}

function listMethod(list: TracedList, name: string, args: readonly Traced[], at: Point): Traced {
  const [first] = args
  const each = (item: Traced, index: number): Traced => (first as TracedFunction).call([item, traced(index, at)], at)
  const of = (items: readonly Traced[]): TracedList => ({ type: 'list', items, at: list.at })
  if (name === 'join') {
    const separator = first === undefined ? ',' : first.type === 'text' ? first.value : undefined
    if (separator === undefined || !list.items.every((item) => item.type === 'text')) return opaque(at)
    return joined(
      list.items.flatMap((item, index) => (index === 0 ? [item] : [textOf(separator, first?.at ?? at), item])),
      list.at,
    )
  }
  if (name === 'concat' && args.every((arg) => arg.type === 'list'))
    return of([...list.items, ...args.flatMap((arg) => arg.items)])
  if (name === 'slice') {
    const [from, to] = args.map((arg) => plain(arg)?.value as number | undefined)
    return of(list.items.slice(from, to))
  }
  if (name === 'flat')
    return list.items.every((item) => item.type === 'list') ? of(list.items.flatMap((item) => item.items)) : opaque(at)
  if (first?.type !== 'function') return opaque(at)
  if (name === 'map') return of(list.items.map(each))
  if (name === 'flatMap')
    return of(list.items.map(each).flatMap((item) => (item.type === 'list' ? item.items : [item])))
  if (name === 'filter') {
    const kept = list.items.map((item, index) => plain(each(item, index)))
    return kept.every((keep) => keep !== undefined)
      ? of(list.items.filter((_, index) => kept[index]!.value))
      : opaque(at)
  }
  return opaque(at)
}

function objectMethod(name: string, value: Traced | undefined, at: Point): Traced {
  if (value?.type === 'list' && name === 'fromEntries') return fromEntries(value, at)
  if (value?.type !== 'mapping') return opaque(at)
  const list = (items: readonly Traced[]): TracedList => ({ type: 'list', items, at: value.at })
  const key = ([name, field]: [string, TracedField]): TracedText => textOf(name, field.key)
  if (name === 'keys') return list([...value.fields].map(key))
  if (name === 'values') return list([...value.fields.values()].map((field) => field.value))
  if (name === 'entries') return list([...value.fields].map((entry) => list([key(entry), entry[1].value])))
  return opaque(at)
}

function fromEntries(entries: TracedList, at: Point): TracedMapping | Traced {
  const fields = new Map<string, TracedField>()
  for (const entry of entries.items) {
    const [key, value] = entry.type === 'list' ? entry.items : []
    if (key?.type !== 'text' || value === undefined) return opaque(at)
    fields.set(key.value, { key: key.at, keySegments: key.segments, value })
  }
  return { type: 'mapping', fields, at }
}
