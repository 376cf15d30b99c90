// Finds where a value is in a YAML document, in the parser's events. Only messages need places, so that documents are read
// without them, and the events of a document are parsed again when a place is needed.
import type { Event, ScalarEvent } from 'js-yaml'
import { anyYaml } from './any-yaml.ts'
import { eventsOf } from './kubernetes-document.ts'
import { lineStart, positionIn } from './line-starts.ts'

// Reports look up many fields of one document, of two sides in turn: each side has its document, and a document inside it.
const recentSize = 4
const recent: { readonly source: string; readonly events: readonly Event[] }[] = []

function recentEvents(source: string): readonly Event[] {
  const known = recent.find((entry) => entry.source === source)
  if (known !== undefined) return known.events
  const events = eventsOf(source)
  recent.unshift({ source, events })
  recent.length = Math.min(recent.length, recentSize)
  return events
}

/**
 * The offset of the value at some steps, or of its nearest parent that exists.
 *
 * @param into characters into a string at the steps; the steps may also continue into a document inside a string
 */
export function offsetIn(source: string, steps: readonly string[], into?: number): number {
  const { EVENT_ID, getScalarValue } = anyYaml()
  const { node, key, isFound, rest } = nodeAt(source, recentEvents(source), steps)
  if (node?.type === EVENT_ID.SCALAR && (rest.length > 0 || (into !== undefined && isFound))) {
    const offset = rest.length > 0 ? offsetInEmbedded(getScalarValue(source, node), rest, into) : into
    if (offset !== undefined) return offsetInScalar(source, node, offset)
  }
  return node === undefined ? 0 : startOf(node, key)
}

/** The offset of the key that the steps end with; of the element, where they end in a list. */
export function keyOffsetIn(source: string, steps: readonly string[]): number {
  const { EVENT_ID, SCALAR_STYLE } = anyYaml()
  const { node, key } = nodeAt(source, recentEvents(source), steps)
  if (key?.type === EVENT_ID.SCALAR) return key.style === SCALAR_STYLE.PLAIN ? key.valueStart : key.valueStart - 1
  return node === undefined ? 0 : startOf(node, undefined)
}

/** In a document inside a string, such as an entry of a ConfigMap. Undefined if the string is not YAML. */
function offsetInEmbedded(source: string, steps: readonly string[], into: number | undefined): number | undefined {
  try {
    return offsetIn(source, steps, into)
  } catch {
    return undefined
  }
}

interface FoundNode {
  readonly node: Event | undefined
  readonly key: Event | undefined
  readonly isFound: boolean
  /** The steps that continue into a document inside the scalar. */
  readonly rest: readonly string[]
}

function nodeAt(source: string, events: readonly Event[], steps: readonly string[]): FoundNode {
  const { EVENT_ID } = anyYaml()
  let at: number | undefined = events[0]?.type === EVENT_ID.DOCUMENT ? 1 : 0
  let key: Event | undefined
  for (const [depth, step] of steps.entries()) {
    const target = targetOf(source, events, at)
    const parent: Event | undefined = events[target ?? at]
    if (parent?.type === EVENT_ID.SCALAR) return { node: parent, key, isFound: false, rest: steps.slice(depth) }
    const child: Child | undefined =
      target === undefined || parent === undefined ? undefined : childAt(source, events, target, step)
    if (child === undefined) return { node: parent, key, isFound: false, rest: [] }
    at = child.value
    if (child.key !== undefined || depth === steps.length - 1) key = child.key
  }
  return { node: events[at], key, isFound: true, rest: [] }
}

/** The index of the node that an alias refers to; of the node itself if it is not an alias. */
function targetOf(source: string, events: readonly Event[], at: number): number | undefined {
  const { EVENT_ID } = anyYaml()
  let target: number | undefined = at
  while (target !== undefined && events[target]?.type === EVENT_ID.ALIAS) target = anchorOf(source, events, target)
  return target
}

interface Child {
  /** The index of its event. */
  readonly value: number
  /** Absent for an element of a list. */
  readonly key?: Event
}

function childAt(source: string, events: readonly Event[], parent: number, step: string): Child | undefined {
  let children = childrenOf.get(events)
  if (children === undefined) {
    children = new Map()
    childrenOf.set(events, children)
  }
  let byStep = children.get(parent)
  if (byStep === undefined) {
    byStep = childrenAt(source, events, parent)
    children.set(parent, byStep)
  }
  return byStep.get(step)
}

type Children = ReadonlyMap<string, Child>

/** The children of collections in which a step was looked up: reports look up many steps in one collection. */
const childrenOf = new WeakMap<readonly Event[], Map<number, Children>>()

function childrenAt(source: string, events: readonly Event[], parent: number): Children {
  const { EVENT_ID, getScalarValue } = anyYaml()
  const children = new Map<string, Child>()
  const isMapping = events[parent]!.type === EVENT_ID.MAPPING
  let at = parent + 1
  for (let index = 0; at < events.length && events[at]!.type !== EVENT_ID.POP; index++) {
    if (!isMapping) {
      children.set(String(index), { value: at })
      at = afterNode(events, at)
      continue
    }
    const key = events[at]!
    const value = afterNode(events, at)
    if (key.type === EVENT_ID.SCALAR)
      for (const step of stepsOf(getScalarValue(source, key), key))
        if (!children.has(step)) children.set(step, { value, key })
    at = afterNode(events, value)
  }
  return children
}

/** The steps that lead to the value of a key, which can have another value than its source: `on` is true. */
function stepsOf(written: string, { style }: ScalarEvent): readonly string[] {
  const { SCALAR_STYLE } = anyYaml()
  if (style !== SCALAR_STYLE.PLAIN) return [written]
  if (/^(y|yes|on)$/i.test(written)) return [written, 'true']
  return /^(n|no|off)$/i.test(written) ? [written, 'false'] : [written]
}

function afterNode(events: readonly Event[], at: number): number {
  const { EVENT_ID } = anyYaml()
  let depth = 0
  do {
    const { type } = events[at++]!
    if (type === EVENT_ID.SEQUENCE || type === EVENT_ID.MAPPING) depth++
    else if (type === EVENT_ID.POP) depth--
  } while (depth > 0 && at < events.length)
  return at
}

function anchorOf(source: string, events: readonly Event[], alias: number): number | undefined {
  const { EVENT_ID } = anyYaml()
  const { anchorStart, anchorEnd } = events[alias] as { anchorStart: number; anchorEnd: number }
  const name = source.slice(anchorStart, anchorEnd)
  const isAnchor = (event: Event): boolean =>
    'anchorStart' in event &&
    event.type !== EVENT_ID.ALIAS &&
    event.anchorStart >= 0 &&
    source.slice(event.anchorStart, event.anchorEnd) === name
  const index = events.slice(0, alias).findLastIndex(isAnchor)
  return index === -1 ? undefined : index
}

/** A value on the line of its key is the place itself; a block below it has the place of its key. */
function startOf(node: Event, key: Event | undefined): number {
  const { COLLECTION_STYLE, EVENT_ID, SCALAR_STYLE } = anyYaml()
  const keyStart = key?.type === EVENT_ID.SCALAR ? key.valueStart : undefined
  if (node.type === EVENT_ID.SCALAR) {
    const { style, valueStart } = node
    if (style === SCALAR_STYLE.LITERAL_BLOCK || style === SCALAR_STYLE.FOLDED_BLOCK || valueStart < 0)
      return keyStart ?? Math.max(valueStart, 0)
    return style === SCALAR_STYLE.PLAIN ? valueStart : valueStart - 1
  }
  if (node.type === EVENT_ID.MAPPING || node.type === EVENT_ID.SEQUENCE)
    return node.style === COLLECTION_STYLE.FLOW ? node.start : (keyStart ?? node.start)
  return node.type === EVENT_ID.ALIAS ? node.anchorStart - 1 : 0
}

/** The offset in the file of a character of a scalar's value. */
function offsetInScalar(source: string, scalar: ScalarEvent, into: number): number {
  const { SCALAR_STYLE } = anyYaml()
  const { style, valueStart, valueEnd } = scalar
  if (style === SCALAR_STYLE.LITERAL_BLOCK) return offsetInBlock(source, scalar, into)
  if (style === SCALAR_STYLE.DOUBLE_QUOTED) return offsetInQuotes(source, scalar, into)
  // A plain or quoted string of several lines has the place of its beginning, which is near enough.
  const isOneLine = style !== SCALAR_STYLE.FOLDED_BLOCK && !source.slice(valueStart, valueEnd).includes('\n')
  return isOneLine ? Math.min(valueStart + into, valueEnd) : valueStart
}

let lastQuoted: { readonly source: string; readonly start: number; read: number; at: number } | undefined

/** Continues from the last character that was looked up in the same string: findings are in order in most cases. */
function offsetInQuotes(source: string, { valueStart, valueEnd }: ScalarEvent, into: number): number {
  if (lastQuoted?.source !== source || lastQuoted.start !== valueStart || lastQuoted.read > into)
    lastQuoted = { source, start: valueStart, read: 0, at: valueStart }
  let { read, at } = lastQuoted
  for (; read < into && at < valueEnd; read++) at += source[at] === '\\' ? escapeLength(source[at + 1]) : 1
  lastQuoted = { source, start: valueStart, read, at }
  return at
}

function offsetInBlock(source: string, scalar: ScalarEvent, into: number): number {
  const { line, column } = positionIn(blockValue(source, scalar), into)
  const start = lineStart(source, positionIn(source, scalar.valueStart).line + line - 1)
  const first = line === 1 ? scalar.valueStart : start
  return Math.min(first + scalar.indent + column - 1, scalar.valueEnd)
}

let lastBlock: { readonly source: string; readonly start: number; readonly value: string } | undefined

/** The value of the last block stays in memory, because a report looks up many offsets in it. */
function blockValue(source: string, scalar: ScalarEvent): string {
  const { getScalarValue } = anyYaml()
  if (lastBlock?.source !== source || lastBlock.start !== scalar.valueStart)
    lastBlock = { source, start: scalar.valueStart, value: getScalarValue(source, scalar) }
  return lastBlock.value
}

const escapeLength = (letter: string | undefined): number => ({ x: 4, u: 6, U: 10 })[letter ?? ''] ?? 2
