import { COLLECTION_STYLE, EVENT_ID, type Event, getScalarValue, SCALAR_STYLE, type ScalarEvent } from 'js-yaml'
import { eventsOf } from './kubernetes-document.ts'

// Many fields of one document are asked for one after the other, of two sides in turn: each has its events, and those of a
// document inside it.
const mostKept = 4
const kept: { readonly text: string; readonly events: readonly Event[] }[] = []

function keptEvents(text: string): readonly Event[] {
  const known = kept.find((entry) => entry.text === text)
  if (known !== undefined) return known.events
  const events = eventsOf(text)
  kept.unshift({ text, events })
  kept.length = Math.min(kept.length, mostKept)
  return events
}

/** Where the value at some steps stands in a text; where the nearest of its parents stands if there is none. */
export function offsetIn(text: string, steps: readonly string[], into?: number): number {
  const { node, key, isFound, rest } = nodeAt(text, keptEvents(text), steps)
  if (node?.type === EVENT_ID.SCALAR && (rest.length > 0 || (into !== undefined && isFound))) {
    const offset = rest.length > 0 ? offsetInEmbedded(getScalarValue(text, node), rest, into) : into
    if (offset !== undefined) return offsetInScalar(text, node, offset)
  }
  return node === undefined ? 0 : startOf(node, key)
}

/** Where the key that the steps end with stands; where an element of a list does, or the nearest parent of what is absent. */
export function keyOffsetIn(text: string, steps: readonly string[]): number {
  const { node, key } = nodeAt(text, keptEvents(text), steps)
  if (key?.type === EVENT_ID.SCALAR) return key.style === SCALAR_STYLE.PLAIN ? key.valueStart : key.valueStart - 1
  return node === undefined ? 0 : startOf(node, undefined)
}

/** In a document inside a text: a ConfigMap's entry. What is no YAML has no places. */
function offsetInEmbedded(text: string, steps: readonly string[], into: number | undefined): number | undefined {
  try {
    return offsetIn(text, steps, into)
  } catch {
    return undefined
  }
}

interface Found {
  readonly node: Event | undefined
  readonly key: Event | undefined
  readonly isFound: boolean
  /** The steps that go on into a document inside the scalar. */
  readonly rest: readonly string[]
}

function nodeAt(text: string, events: readonly Event[], steps: readonly string[]): Found {
  let at = events[0]?.type === EVENT_ID.DOCUMENT ? 1 : 0
  let key: Event | undefined
  for (let depth = 0; depth < steps.length; depth++) {
    const node = events[at]
    if (node?.type === EVENT_ID.ALIAS) {
      const anchored = anchorOf(text, events, at)
      if (anchored === undefined) return { node, key, isFound: false, rest: [] }
      at = anchored
      depth--
      continue
    }
    if (node?.type === EVENT_ID.SCALAR) return { node, key, isFound: false, rest: steps.slice(depth) }
    const child = node === undefined ? undefined : childAt(text, events, at, steps[depth]!)
    if (child === undefined) return { node, key, isFound: false, rest: [] }
    at = child.value
    if (child.key !== undefined || depth === steps.length - 1) key = child.key
  }
  return { node: events[at], key, isFound: true, rest: [] }
}

function childAt(
  text: string,
  events: readonly Event[],
  parent: number,
  step: string,
): { value: number; key?: Event } | undefined {
  const isMapping = events[parent]!.type === EVENT_ID.MAPPING
  let at = parent + 1
  for (let index = 0; at < events.length && events[at]!.type !== EVENT_ID.POP; index++) {
    if (!isMapping) {
      if (String(index) === step) return { value: at }
      at = afterNode(events, at)
      continue
    }
    const key = events[at]!
    const value = afterNode(events, at)
    if (key.type === EVENT_ID.SCALAR && isKey(getScalarValue(text, key), key, step)) return { value, key }
    at = afterNode(events, value)
  }
  return undefined
}

/** A key may be read as another value than it is written: `on` is true. */
const isKey = (written: string, { style }: ScalarEvent, step: string): boolean =>
  written === step ||
  (style === SCALAR_STYLE.PLAIN &&
    ((step === 'true' && /^(y|yes|on)$/i.test(written)) || (step === 'false' && /^(n|no|off)$/i.test(written))))

function afterNode(events: readonly Event[], at: number): number {
  let depth = 0
  do {
    const { type } = events[at++]!
    if (type === EVENT_ID.SEQUENCE || type === EVENT_ID.MAPPING) depth++
    else if (type === EVENT_ID.POP) depth--
  } while (depth > 0 && at < events.length)
  return at
}

function anchorOf(text: string, events: readonly Event[], alias: number): number | undefined {
  const { anchorStart, anchorEnd } = events[alias] as { anchorStart: number; anchorEnd: number }
  const name = text.slice(anchorStart, anchorEnd)
  for (let at = alias - 1; at >= 0; at--) {
    const event = events[at]!
    if (
      'anchorStart' in event &&
      event.type !== EVENT_ID.ALIAS &&
      event.anchorStart >= 0 &&
      text.slice(event.anchorStart, event.anchorEnd) === name
    )
      return at
  }
  return undefined
}

/** A value on the key's line is what a reader looks for; a block below it is found by its key. */
function startOf(node: Event, key: Event | undefined): number {
  const keyStart = key?.type === EVENT_ID.SCALAR ? key.valueStart : undefined
  if (node.type === EVENT_ID.SCALAR) {
    if (node.style === SCALAR_STYLE.LITERAL_BLOCK || node.style === SCALAR_STYLE.FOLDED_BLOCK || node.valueStart < 0)
      return keyStart ?? Math.max(node.valueStart, 0)
    return node.style === SCALAR_STYLE.PLAIN ? node.valueStart : node.valueStart - 1
  }
  if (node.type === EVENT_ID.MAPPING || node.type === EVENT_ID.SEQUENCE)
    return node.style === COLLECTION_STYLE.FLOW ? node.start : (keyStart ?? node.start)
  if (node.type === EVENT_ID.ALIAS) return node.anchorStart - 1
  return 0
}

/** From characters of what a scalar says to characters of the file. */
function offsetInScalar(text: string, scalar: ScalarEvent, into: number): number {
  const { style, valueStart, valueEnd, indent } = scalar
  if (style === SCALAR_STYLE.LITERAL_BLOCK) {
    const before = getScalarValue(text, scalar).slice(0, into)
    const lines = before.split('\n').length - 1
    let line = valueStart
    for (let skipped = 0; skipped < lines; skipped++) {
      const end = text.indexOf('\n', line)
      if (end === -1) break
      line = end + 1
    }
    return Math.min(line + indent + (before.length - before.lastIndexOf('\n') - 1), valueEnd)
  }
  if (style === SCALAR_STYLE.DOUBLE_QUOTED) {
    let at = valueStart
    for (let read = 0; read < into && at < valueEnd; read++) at += text[at] === '\\' ? escapeLength(text[at + 1]) : 1
    return at
  }
  // A plain or quoted text may go over several lines, in which case where it begins is near enough.
  const isOneLine = style !== SCALAR_STYLE.FOLDED_BLOCK && !text.slice(valueStart, valueEnd).includes('\n')
  return isOneLine ? Math.min(valueStart + into, valueEnd) : valueStart
}

const escapeLength = (letter: string | undefined): number => ({ x: 4, u: 6, U: 10 })[letter ?? ''] ?? 2
