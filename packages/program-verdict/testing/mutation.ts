// Documents that differ from a valid one in some places, most of them invalid.
import fc from 'fast-check'

type Value = unknown

/** What a mutation writes: values of other types, and values that some fields refuse. */
const replacements: readonly Value[] = [
  null,
  '',
  'x',
  'a b',
  '{{ .x',
  '1d',
  '30s',
  '5',
  0,
  -1,
  3,
  1.5,
  true,
  [],
  ['x'],
  {},
  { x: 1 },
  'http://[::1',
  '(',
  '$1',
  'up > 0',
]

interface Step {
  /** Which of the document's nodes, counted in order. */
  readonly node: number
  readonly action: 'remove' | 'rename' | 'replace' | 'repeat' | 'add'
  readonly replacement: number
}

const step: fc.Arbitrary<Step> = fc.record({
  node: fc.nat(10_000),
  action: fc.constantFrom('remove', 'rename', 'replace', 'replace', 'repeat', 'add'),
  replacement: fc.nat(replacements.length - 1),
})

/**
 * Documents as JSON, which is YAML: each is one of the valid ones, or one of them after one to three changes.
 *
 * @param seed the same seed gives the same documents
 */
export function mutations(valid: readonly Value[], count: number, seed: number): readonly string[] {
  const document = fc.tuple(fc.constantFrom(...valid), fc.array(step, { maxLength: 3 }))
  return fc
    .sample(document, { numRuns: count, seed })
    .map(([base, steps]) => JSON.stringify(steps.reduce((value, one) => changed(value, one), structuredClone(base))))
}

interface Place {
  readonly parent: Record<string, Value> | Value[]
  readonly key: string | number
}

function placesIn(value: Value): readonly Place[] {
  if (Array.isArray(value)) return value.flatMap((item, key) => [{ parent: value, key }, ...placesIn(item)])
  if (typeof value !== 'object' || value === null) return []
  const parent = value as Record<string, Value>
  return Object.entries(parent).flatMap(([key, item]) => [{ parent, key }, ...placesIn(item)])
}

function changed(value: Value, { node, action, replacement }: Step): Value {
  const places = placesIn(value)
  const place = places[node % Math.max(1, places.length)]
  if (place !== undefined) change(place, action, replacements[replacement])
  return value
}

function change({ parent, key }: Place, action: Step['action'], replacement: Value): void {
  if (Array.isArray(parent)) changeItem(parent, Number(key), action, replacement)
  else changeField(parent, String(key), action, replacement)
}

function changeItem(list: Value[], index: number, action: Step['action'], replacement: Value): void {
  if (action === 'remove') list.splice(index, 1)
  else if (action === 'replace') list[index] = replacement
  else list.push(action === 'add' ? replacement : structuredClone(list[index]))
}

function changeField(fields: Record<string, Value>, key: string, action: Step['action'], replacement: Value): void {
  if (action === 'replace') fields[key] = replacement
  else if (action === 'add') fields[`${key}_x`] = replacement
  else {
    if (action !== 'repeat') delete fields[key]
    if (action !== 'remove') fields[action === 'rename' ? `${key}s` : `${key}2`] = fields[key] ?? replacement
  }
}
