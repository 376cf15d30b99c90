import { isObject, type Origin, parsePointer, type YamlPath } from '@thanos-gitops/manifest'
import type { FieldWrite } from '../patches/patch.ts'
import {
  childAt,
  type FieldHistory,
  historyAt,
  isList,
  type LinePlace,
  withChild,
  withHistoryAt,
  withoutChild,
} from './field-history.ts'
import { originAt } from './origin-at.ts'
import { originOfValue } from './setting-history.ts'

/** A history with a write. Parts that the write does not reach are shared with the history before. */
export function replayWrite(root: FieldHistory, write: FieldWrite): FieldHistory {
  const steps = parsePointer(write.pointer)!
  switch (write.op) {
    case 'remove':
      return removeField(root, steps, originOf(write))
    case 'move':
    case 'copy':
      return replayMove(root, write, steps, parsePointer(write.from!)!)
    default: {
      const inserts = write.op === 'add' && isIndex(root, steps)
      const before = inserts ? undefined : historyAt(root, steps)
      const removed = historyAt(root, steps.slice(0, -1))?.removed?.get(steps.at(-1)!)
      return put(root, steps, writtenHistory(write, write.value, [], before, removed), inserts)
    }
  }
}

const originOf = (write: FieldWrite): Origin => originAt(() => write.place(), { layer: write.layer, note: write.op })

function replayMove(
  root: FieldHistory,
  write: FieldWrite,
  steps: readonly string[],
  from: readonly string[],
): FieldHistory {
  const source = historyAt(root, from)!
  const [newest] = source.origins
  const value = newest !== undefined && 'value' in newest ? { value: newest.value } : {}
  const origin = originAt(() => write.place(), {
    layer: write.layer,
    note: `${write.op} of ${write.from}`,
    ...value,
  })
  const moved: FieldHistory = { ...source, origins: [origin, ...source.origins] }
  const rest = write.op === 'move' ? removeField(root, from, originOf(write)) : root
  return put(rest, steps, moved, isIndex(rest, steps))
}

const isIndex = (root: FieldHistory, steps: readonly string[]): boolean =>
  isList(historyAt(root, steps.slice(0, -1))?.children)

/** The history of a value that a patch or an image override wrote. Each field keeps the sources that it had before. */
function writtenHistory(
  write: FieldWrite,
  value: unknown,
  within: readonly (string | number)[],
  before: FieldHistory | undefined,
  removed?: readonly Origin[],
): FieldHistory {
  const used = write.used?.(within)
  const written = originOfPart(write, used?.shown ?? value, within)
  const origins: readonly Origin[] = [
    ...(used === undefined ? [] : [originOfValue(used, value, written.place)]),
    written,
    ...(before?.origins ?? removed ?? []),
  ]
  const beforeChild = (step: string | number): FieldHistory | undefined => before && childAt(before, String(step))
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
  // A string with several lines is a block, whose lines follow its indicator.
  const lineAt = (line: number): LinePlace => {
    const { place } = written
    return {
      place: { file: place.file, ...(place.line === undefined ? {} : { line: place.line + 1 + line, column: 1 }) },
    }
  }
  return typeof value === 'string' && value.includes('\n') ? { origins, lineAt } : { origins }
}

/** The origin of a part of a written value. The place of a whole value is where it begins. */
const originOfPart = (write: FieldWrite, value: unknown, within: YamlPath): Origin =>
  originAt(
    () => write.place(within),
    { layer: write.layer, value, note: write.op },
    within.length === 0 ? undefined : () => write.place(),
  )

const put = (root: FieldHistory, steps: readonly string[], field: FieldHistory, inserts: boolean): FieldHistory =>
  withHistoryAt(root, steps.slice(0, -1), (parent) => {
    const step = steps.at(-1)!
    return inserts && isList(parent.children)
      ? { ...parent, children: parent.children.toSpliced(Number(step), 0, field) }
      : withChild(parent, step, field)
  })

const removeField = (root: FieldHistory, steps: readonly string[], origin: Origin): FieldHistory =>
  withHistoryAt(root, steps.slice(0, -1), (parent) => {
    const step = steps.at(-1)!
    const before = childAt(parent, step)?.origins ?? []
    const rest = withoutChild(parent, step)
    return parent.children instanceof Map
      ? { ...rest, removed: new Map(parent.removed).set(step, [origin, ...before]) }
      : rest
  })
