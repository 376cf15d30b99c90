import {
  type FlagUse,
  lastUse,
  type Program,
  programTitle,
  readProgram,
  usesOf,
  type Workload,
} from '@thanos-gitops/workloads'
import { flagRule } from './flag-rules.ts'
import type { ChangeContext, SourcedVerdict } from './rule.ts'

/** The verdict on a changed argument; undefined if the pods only restart. */
export function argumentVerdict({ change, workloads }: ChangeContext): SourcedVerdict | undefined {
  const field = change.steps.at(-2)
  if (field !== 'args' && field !== 'command') return undefined
  const before = programAt(workloads.before, change.path)
  const after = programAt(workloads.after, change.path)
  const pointers = { before: pointerOf(change.stepsBefore), after: pointerOf(change.steps) }
  const use =
    (change.after === undefined ? undefined : useAt(after, pointers.after)) ??
    (change.before === undefined ? undefined : useAt(before, pointers.before))
  const program = after ?? before
  if (use === undefined || program === undefined) return undefined
  return flagRule(
    programTitle(program),
    use.name,
  )?.({
    name: use.name,
    before: valueOn(before, use.name, change.before === undefined ? undefined : pointers.before),
    after: valueOn(after, use.name, change.after === undefined ? undefined : pointers.after),
    programBefore: before,
    programAfter: after,
  })
}

const pointerOf = (steps: readonly string[]): string => steps.map((step) => `/${step}`).join('')

/** The flag whose argument, or whose value in an argument of its own, is at a pointer. */
const useAt = (program: Program | undefined, pointer: string): FlagUse | undefined =>
  program?.uses.find(({ argument }) => argument.pointer === pointer || argument.valuePointer === pointer)

/** The value of a flag. One that is set several times has the value of the changed argument, on the side that contains it. */
function valueOn(program: Program | undefined, name: string, pointer: string | undefined): string | undefined {
  if (program === undefined) return undefined
  if (usesOf(program, name).length < 2) return lastUse(program, name)?.value
  const use = pointer === undefined ? undefined : useAt(program, pointer)
  return use?.name === name ? use.value : undefined
}

/** The program of the container that a path leads into. */
function programAt(workload: Workload | undefined, path: readonly string[]): Program | undefined {
  const index = path.findIndex((step) => step === 'containers' || step === 'initContainers')
  const name = /^\[name=(.*)\]$/.exec(path[index + 1] ?? '')?.[1]
  const container = workload?.containers.find((one) => one.name === name)
  return container && readProgram(container)
}
