import { isObject, type Origin, parsePointer } from '@thanos-gitops/manifest'
import type { FieldWrite } from '../patches/patch.ts'
import { type FieldHistory, historyAt, type LinePlace } from './field-history.ts'
import { originOfValue } from './setting-history.ts'

/** Adds a write to a history. It changes the collections of `root` in place, which the caller owns. */
export function replayWrite(root: FieldHistory, write: FieldWrite): void {
  const steps = parsePointer(write.pointer)!
  switch (write.op) {
    case 'remove':
      removeField(root, steps, originOf(write))
      break
    case 'move':
    case 'copy':
      replayMove(root, write, steps, parsePointer(write.from!)!)
      break
    default: {
      const inserts = write.op === 'add' && isIndex(root, steps)
      const before = inserts ? undefined : historyAt(root, steps)
      const removed = historyAt(root, steps.slice(0, -1))?.removed?.get(steps.at(-1)!)
      put(root, steps, writtenHistory(write, write.value, [], before, removed), inserts)
    }
  }
}

const originOf = (write: FieldWrite): Origin => ({ layer: write.layer, place: write.place(), note: write.op })

function replayMove(root: FieldHistory, write: FieldWrite, steps: readonly string[], from: readonly string[]): void {
  const source = historyAt(root, from)!
  const [newest] = source.origins
  const value = newest !== undefined && 'value' in newest ? { value: newest.value } : {}
  const origin: Origin = { ...originOf(write), note: `${write.op} of ${write.from}`, ...value }
  const moved: FieldHistory = { ...deepCopy(source), origins: [origin, ...source.origins] }
  if (write.op === 'move') removeField(root, from, originOf(write))
  put(root, steps, moved, isIndex(root, steps))
}

const isIndex = (root: FieldHistory, steps: readonly string[]): boolean =>
  Array.isArray(historyAt(root, steps.slice(0, -1))?.children)

/** The history of a value that a patch or an image override wrote. Each field keeps the sources that it had before. */
function writtenHistory(
  write: FieldWrite,
  value: unknown,
  within: readonly (string | number)[],
  before: FieldHistory | undefined,
  removed?: readonly Origin[],
): FieldHistory {
  const start = within.length === 0 ? {} : { start: write.place() }
  const used = write.used?.(within)
  const origins: readonly Origin[] = [
    ...(used === undefined ? [] : [originOfValue(used, value, write.place(within))]),
    { layer: write.layer, place: write.place(within), ...start, value: used?.shown ?? value, note: write.op },
    ...(before?.origins ?? removed ?? []),
  ]
  const beforeChild = (step: string | number): FieldHistory | undefined =>
    Array.isArray(before?.children) ? before.children[Number(step)] : before?.children?.get(String(step))
  if (Array.isArray(value))
    return {
      origins,
      children: value.map((item: unknown, index) =>
        writtenHistory(write, item, [...within, index], beforeChild(index)),
      ),
    }
  if (isObject(value))
    return {
      origins,
      children: new Map(
        Object.entries(value).map(([key, child]) => [
          key,
          writtenHistory(write, child, [...within, key], beforeChild(key)),
        ]),
      ),
    }
  const { place } = origins[used === undefined ? 0 : 1]!
  // A string with several lines is a block, whose lines follow its indicator.
  const lineAt = (line: number): LinePlace => ({
    place: { file: place.file, ...(place.line === undefined ? {} : { line: place.line + 1 + line, column: 1 }) },
  })
  return typeof value === 'string' && value.includes('\n') ? { origins, lineAt } : { origins }
}

function put(root: FieldHistory, steps: readonly string[], field: FieldHistory, inserts: boolean): void {
  const children = historyAt(root, steps.slice(0, -1))?.children
  const step = steps.at(-1)!
  if (!Array.isArray(children)) children?.set(step, field)
  else children.splice(Number(step), inserts ? 0 : 1, field)
}

function removeField(root: FieldHistory, steps: readonly string[], origin: Origin): void {
  const step = steps.at(-1)!
  const parent = historyAt(root, steps.slice(0, -1))
  if (parent?.children === undefined) return
  if (Array.isArray(parent.children)) {
    parent.children.splice(Number(step), 1)
    return
  }
  const before = parent.children.get(step)?.origins ?? []
  parent.children.delete(step)
  parent.removed ??= new Map()
  parent.removed.set(step, [origin, ...before])
}

function deepCopy(field: FieldHistory): FieldHistory {
  const { children } = field
  if (children === undefined) return { ...field }
  return {
    ...field,
    children: Array.isArray(children)
      ? children.map(deepCopy)
      : new Map([...children].map(([key, child]) => [key, deepCopy(child)])),
  }
}
