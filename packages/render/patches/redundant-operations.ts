import {
  type Finding,
  formatPointer,
  type KubernetesObject,
  labelOf,
  type Place,
  valueAt,
} from '@thanos-gitops/manifest'
import type { Operation } from './load-patches.ts'

/** An operation that could as well not be there. */
export interface DeadOperation {
  readonly reason: 'no-effect' | 'overwritten' | 'removed-and-added'
  readonly operation: Operation
  /** The later one, which counts. */
  readonly by?: Operation
  /** Whether the field was not there before: the later operation then needs another `op` when this one goes. */
  readonly created: boolean
  readonly object: string
}

interface Use {
  count: number
  readonly dead: DeadOperation[]
}

interface LiveWrite {
  readonly operation: Operation
  /** Where what it wrote is now: later operations may shift lists. */
  steps: string[]
  readonly created: boolean
}

export interface Applied {
  readonly operation: Operation
  readonly before: KubernetesObject
  readonly after: KubernetesObject
  readonly steps: readonly string[]
  readonly from: readonly string[] | undefined
}

/** Follows what operations do to objects, to tell at the end which of them were for nothing on each of their objects. */
export function deadOperationFinder(): {
  applied(object: object, what: Applied): void
  found(): readonly DeadOperation[]
} {
  const live = new Map<object, LiveWrite[]>()
  const uses = new Map<Operation, Use>()
  const useOf = (operation: Operation): Use => {
    let use = uses.get(operation)
    if (use === undefined) uses.set(operation, (use = { count: 0, dead: [] }))
    return use
  }
  return {
    applied(object, { operation, before, after, steps, from }) {
      const { op } = operation
      const writes = live.get(object) ?? []
      // Who is read was not for nothing.
      const read = op === 'test' ? steps : from
      let rest = read ? writes.filter((write) => !related(write.steps, read)) : writes
      useOf(operation).count++
      if (op !== 'test') {
        const list = Array.isArray(valueAt(before, steps.slice(0, -1)))
        const inserts = list && op !== 'replace' && op !== 'remove'
        const existed = !inserts && valueAt(before, steps) !== undefined
        if (existed && (op === 'add' || op === 'replace') && sameJson(valueAt(before, steps), valueAt(after, steps))) {
          // What was there before still counts.
          useOf(operation).dead.push({ reason: 'no-effect', operation, created: false, object: labelOf(before) })
          live.set(object, rest)
          return
        }
        for (const write of rest) {
          const isAddAfterRemove = write.operation.op === 'remove' && op === 'add' && equal(write.steps, steps)
          const isCovered = write.operation.op !== 'remove' && !inserts && starts(write.steps, steps)
          if (isAddAfterRemove || isCovered)
            useOf(write.operation).dead.push({
              reason: isAddAfterRemove ? 'removed-and-added' : 'overwritten',
              operation: write.operation,
              by: operation,
              created: write.created,
              object: labelOf(before),
            })
        }
        rest = inserts
          ? rest.filter((write) => !(write.operation.op === 'remove' && equal(write.steps, steps)))
          : rest.filter((write) => !starts(write.steps, steps))
        if (op === 'move' && Array.isArray(valueAt(before, from!.slice(0, -1))))
          rest.forEach((write) => shift(write, from!, -1))
        if (inserts) rest.forEach((write) => shift(write, steps, 1))
        if (list && op === 'remove') rest.forEach((write) => shift(write, steps, -1))
        rest = [...rest, { operation, steps: [...steps], created: !existed }]
      }
      live.set(object, rest)
    },
    found: () => [...uses.values()].flatMap(({ count, dead }) => (dead.length === count && dead[0] ? [dead[0]] : [])),
  }
}

const starts = (steps: readonly string[], start: readonly string[]): boolean =>
  start.length <= steps.length && start.every((step, depth) => step === steps[depth])
const equal = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && starts(a, b)
const related = (a: readonly string[], b: readonly string[]): boolean => starts(a, b) || starts(b, a)
const sameJson = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b)

/** Follows an element of a list when one before it, or in its place, comes or goes. */
function shift(write: LiveWrite, at: readonly string[], by: 1 | -1): void {
  const depth = at.length - 1
  if (write.steps.length <= depth || !starts(write.steps, at.slice(0, -1))) return
  const index = Number(write.steps[depth])
  const place = Number(at[depth])
  if (by === 1 ? index >= place : index > place) write.steps[depth] = String(index + by)
}

/** Dead operations as a person is told of them. */
export const deadFindings = (
  dead: readonly DeadOperation[],
  environment: string,
  placeText: (place: Place) => string,
): readonly Finding[] =>
  dead.map(({ reason, operation, by, object }): Finding => {
    const pointer = formatPointer(operation.path)
    const later = by === undefined ? '' : placeText(by.place('path'))
    const sentences = {
      'no-effect': `${object} has this value at ${pointer} already: the operation changes nothing.`,
      overwritten: `${object}: what is written to ${pointer} is overwritten by ${later}.`,
      'removed-and-added': `${object}: ${pointer} is removed here and added again by ${later}.`,
    }
    return {
      code: `patch-${reason}`,
      severity: 'warning',
      message: sentences[reason],
      remedy: `Run: npx thanos-gitops tidy ${environment}`,
      place: operation.place('path'),
    }
  })
