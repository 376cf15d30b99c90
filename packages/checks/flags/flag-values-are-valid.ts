import { type Flag, type FlagUse, type Program, programTitle, valueProblem } from '@thanos-gitops/workloads'
import type { Check, Problem } from '../engine/check.ts'
import { flagPlace, programsWithKnownFlags } from '../engine/programs.ts'

export const flagValuesAreValid: Check = {
  name: 'flag-values-are-valid',
  id: 'TH001',
  question: 'startup',
  severity: 'error',
  why: 'A program exits immediately for a value that it cannot read: the container crash-loops.',
  remedy: 'Set a value that the flag accepts.',
  source: 'https://thanos.io/tip/components/, each program’s --help',
  *run(context) {
    for (const program of programsWithKnownFlags(context))
      for (const use of program.uses) {
        const problem = use.flag?.type === 'bool' ? switchProblem(program, use) : valueFlagProblem(program, use)
        if (problem !== undefined) yield { ...flagPlace(program, use), ...problem }
      }
  },
}

type FlagProblem = Pick<Problem, 'message' | 'remedy'>

/** A value of a switch. memcached ignores it. */
function switchProblem(program: Program, { name, value, argument }: FlagUse): FlagProblem | undefined {
  if (program.name === 'memcached' || value === undefined) return undefined
  return {
    message: `${argument.flag} of ${programTitle(program)} takes no value.`,
    remedy: `Write --${value === 'false' ? 'no-' : ''}${name}.`,
  }
}

function valueFlagProblem(program: Program, { flag, value, argument }: FlagUse): FlagProblem | undefined {
  if (flag === undefined) return undefined
  const subject = `${argument.flag} of ${programTitle(program)}`
  if (value === undefined || (value === '' && argument.isSeparate)) return { message: `${subject} has no value.` }
  const expected = valueProblem(flag, value)
  if (expected === undefined) return undefined
  const intended = intendedValue(flag, value)
  return {
    message: `${subject} is ${value === '' ? 'empty' : value}, but must be ${expected}.`,
    ...(intended !== undefined && { remedy: `Write ${argument.flag}=${intended}.` }),
  }
}

/** The value without what other programs write: seconds without a unit, Kubernetes' sizes, a different case, quotes, days in Go. */
function intendedValue(flag: Flag, value: string): string | undefined {
  const text = value.replace(/^(["'])(.*)\1$/, '$2').trim()
  const days = /^(\d+)([dw])$/.exec(text)
  const candidates = [
    text,
    text.toLowerCase(),
    `${text}s`,
    `${text}B`,
    ...(days === null ? [] : [`${Number(days[1]) * (days[2] === 'w' ? 168 : 24)}h`]),
    ...(flag.values ?? []).filter((allowed) => allowed.toLowerCase() === text.toLowerCase()),
  ]
  return text === '' ? undefined : candidates.find((candidate) => valueProblem(flag, candidate) === undefined)
}
