import {
  type Finding,
  formatPointer,
  type KubernetesObject,
  labelOf,
  placeText,
  valueAt,
} from '@thanos-gitops/manifest'
import type { Operation } from './patch.ts'

/** An operation that can be removed without a change of the manifests. */
export interface RedundantOperation {
  readonly reason: 'no-effect' | 'overwritten' | 'removed-and-added'
  readonly operation: Operation
  /** The later operation, which decides the value. */
  readonly by?: Operation
  /** Whether the operation added the field. Without it the later operation needs another `op`. */
  readonly created: boolean
  /** The label of the object. */
  readonly object: string
}

/** An operation that was applied to an object. */
export interface RecordedOperation {
  readonly operation: Operation
  readonly before: KubernetesObject
  readonly after: KubernetesObject
  readonly steps: readonly string[]
  readonly from: readonly string[] | undefined
}

/** Finds operations that have no effect on any of the objects that they were applied to. */
export function redundantOperationFinder(): {
  /** Records operations in the order in which they were applied. `target` identifies the object. */
  record(target: object, recorded: RecordedOperation): void
  found(): readonly RedundantOperation[]
} {
  const effective = new Map<object, readonly EffectiveWrite[]>()
  const uses = new Map<Operation, { count: number; readonly redundant: RedundantOperation[] }>()
  const useOf = (operation: Operation) => {
    let use = uses.get(operation)
    if (use === undefined) {
      use = { count: 0, redundant: [] }
      uses.set(operation, use)
    }
    return use
  }
  return {
    record(target, recorded) {
      const { writes, redundant } = nextWrites(effective.get(target) ?? [], recorded)
      effective.set(target, writes)
      useOf(recorded.operation).count++
      for (const one of redundant) useOf(one.operation).redundant.push(one)
    },
    found: () =>
      [...uses.values()].flatMap(({ count, redundant }) =>
        redundant.length === count && redundant[0] ? [redundant[0]] : [],
      ),
  }
}

/** A write whose value is still in the object. */
interface EffectiveWrite {
  readonly operation: Operation
  /** The field, as later insertions and removals in lists have moved it. */
  readonly steps: readonly string[]
  readonly created: boolean
}

interface Effect extends RecordedOperation {
  /** Whether the parent is a list. */
  readonly isInList: boolean
  /** Whether the value is a new element of a list. */
  readonly inserts: boolean
  /** Whether the field existed before. */
  readonly existed: boolean
}

function effectOf(recorded: RecordedOperation): Effect {
  const { operation, before, steps } = recorded
  const isInList = Array.isArray(valueAt(before, steps.slice(0, -1)))
  const inserts = isInList && operation.op !== 'replace' && operation.op !== 'remove'
  return { ...recorded, isInList, inserts, existed: !inserts && valueAt(before, steps) !== undefined }
}

/** The effective writes of an object after one more operation, and the operations that it makes redundant. */
function nextWrites(
  writes: readonly EffectiveWrite[],
  recorded: RecordedOperation,
): { writes: readonly EffectiveWrite[]; redundant: readonly RedundantOperation[] } {
  const { operation, steps, from } = recorded
  // A write is needed where a later operation reads its value.
  const read = operation.op === 'test' ? steps : from
  const unread = read ? writes.filter((write) => !overlaps(write.steps, read)) : writes
  if (operation.op === 'test') return { writes: unread, redundant: [] }
  const effect = effectOf(recorded)
  if (hasNoEffect(effect))
    return {
      writes: unread,
      redundant: [{ reason: 'no-effect', operation, created: false, object: labelOf(recorded.before) }],
    }
  const left = unread.filter((write) => !isReplacedBy(write, effect)).map((write) => shifted(write, effect))
  return {
    writes: [...left, { operation, steps, created: !effect.existed }],
    redundant: unread.flatMap((write) => redundancy(write, effect) ?? []),
  }
}

const hasNoEffect = ({ operation: { op }, before, after, steps, existed }: Effect): boolean =>
  existed && (op === 'add' || op === 'replace') && sameJson(valueAt(before, steps), valueAt(after, steps))

/** Why a write is redundant after an operation; undefined if it is not. */
function redundancy(
  write: EffectiveWrite,
  { operation, before, steps, inserts }: Effect,
): RedundantOperation | undefined {
  const isRemoval = write.operation.op === 'remove'
  const isAddedAgain = isRemoval && operation.op === 'add' && equals(write.steps, steps)
  const isOverwritten = !isRemoval && !inserts && startsWith(write.steps, steps)
  if (!isAddedAgain && !isOverwritten) return undefined
  return {
    reason: isAddedAgain ? 'removed-and-added' : 'overwritten',
    operation: write.operation,
    by: operation,
    created: write.created,
    object: labelOf(before),
  }
}

const isReplacedBy = (write: EffectiveWrite, { steps, inserts }: Effect): boolean =>
  inserts ? write.operation.op === 'remove' && equals(write.steps, steps) : startsWith(write.steps, steps)

/** The write with the indexes that its field has after an operation. */
function shifted(
  write: EffectiveWrite,
  { operation: { op }, before, steps, from, isInList, inserts }: Effect,
): EffectiveWrite {
  let moved = write.steps
  if (op === 'move' && Array.isArray(valueAt(before, from!.slice(0, -1)))) moved = shiftedSteps(moved, from!, -1)
  if (inserts) moved = shiftedSteps(moved, steps, 1)
  if (isInList && op === 'remove') moved = shiftedSteps(moved, steps, -1)
  return moved === write.steps ? write : { ...write, steps: moved }
}

/** Steps after an element of a list was inserted (1) or removed (-1) at `at`. */
function shiftedSteps(steps: readonly string[], at: readonly string[], by: 1 | -1): readonly string[] {
  const depth = at.length - 1
  if (steps.length <= depth || !startsWith(steps, at.slice(0, -1))) return steps
  const index = Number(steps[depth])
  const changed = Number(at[depth])
  return (by === 1 ? index >= changed : index > changed) ? steps.with(depth, String(index + by)) : steps
}

const startsWith = (steps: readonly string[], start: readonly string[]): boolean =>
  start.length <= steps.length && start.every((step, depth) => step === steps[depth])
const equals = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && startsWith(a, b)
const overlaps = (a: readonly string[], b: readonly string[]): boolean => startsWith(a, b) || startsWith(b, a)
const sameJson = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b)

export const redundancyFindings = (redundant: readonly RedundantOperation[], environment: string): readonly Finding[] =>
  redundant.map(({ reason, operation, by, object }): Finding => {
    const pointer = formatPointer(operation.path)
    const later = by === undefined ? '' : placeText(by.place('path'))
    const sentences = {
      'no-effect': `${object} already has this value at ${pointer}: the operation has no effect.`,
      overwritten: `${object}: ${later} overwrites the value of ${pointer}.`,
      'removed-and-added': `${object}: this operation removes ${pointer}, and ${later} adds it again.`,
    }
    return {
      code: `patch-${reason}`,
      severity: 'warning',
      message: sentences[reason],
      remedy: `Run: npx thanos-gitops tidy ${environment}`,
      place: operation.place('path'),
    }
  })
