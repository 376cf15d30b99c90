import {
  type Container,
  type EnvironmentVariable,
  lastUse,
  type Program,
  parseGoMemoryLimit,
  programTitle,
} from '@thanos-gitops/workloads'
import type { Check, Problem } from '../engine/check.ts'
import { lineOf } from '../engine/line-of.ts'
import { flagPlace, programsIn } from '../engine/programs.ts'
import { resourceOf } from '../thanos/resources.ts'

const mebibyte = 1024 * 1024

export const goMemoryLimitFits: Check = {
  name: 'go-memory-limit-fits',
  question: 'limits',
  severity: 'error',
  why: 'A Go program does not start with a GOMEMLIMIT that it cannot read: the container crash-loops. With one above the memory limit of the container, the garbage collector does not work harder before the kernel kills the process.',
  remedy:
    'Write a whole number with KiB, MiB, GiB or TiB, or off. Set it to about 90% of the memory limit of the container.',
  source: 'https://pkg.go.dev/runtime#hdr-Environment_Variables, https://go.dev/doc/gc-guide#Memory_limit',
  *run(context) {
    for (const program of programsIn(context)) yield* ratioProblems(program)
    for (const container of context.containers)
      for (const variable of container.environment)
        if (variable.name === 'GOMEMLIMIT' && variable.value !== undefined && !variable.value.includes('$('))
          yield* limitProblems(container, variable, variable.value)
        else if (variable.name === 'GOMAXPROCS' && /^\d+$/.test(variable.value ?? ''))
          yield* processorProblems(container, variable, Number(variable.value))
  },
}

function* limitProblems(container: Container, { pointer }: EnvironmentVariable, text: string): Iterable<Problem> {
  const place = { object: container.workload.object, pointer: `${pointer}/value` }
  const bytes = parseGoMemoryLimit(text)
  const limit = resourceOf(container, 'limits', 'memory')
  if (bytes === undefined)
    yield {
      ...place,
      message: `GOMEMLIMIT ${JSON.stringify(text)} of container ${container.name} is malformed, so a Go program does not start.`,
      remedy: `Write a whole number with KiB, MiB, GiB or TiB${limit === undefined ? '' : `, such as ${suggestion(limit.value)}`}.`,
    }
  else if (limit !== undefined && bytes > limit.value && bytes !== Infinity)
    yield {
      ...place,
      message: `GOMEMLIMIT ${text} of container ${container.name} is above its memory limit of ${limit.text} (${lineOf(limit.place)}), so it has no effect.`,
      remedy: `Set GOMEMLIMIT to about 90% of the memory limit, such as ${suggestion(limit.value)}.`,
      severity: 'warning',
    }
}

/** Thanos and Prometheus set GOMEMLIMIT to this part of the memory limit. */
function* ratioProblems(program: Program): Iterable<Problem> {
  const use = lastUse(program, 'auto-gomemlimit.ratio')
  const ratio = Number(use?.value)
  if (use?.value === undefined || use.value.includes('$(') || (ratio > 0 && ratio <= 1)) return
  yield {
    ...flagPlace(program, use),
    message: `the ratio ${use.value} is not above 0 and at most 1, so ${programTitle(program)} does not start.`,
    remedy: 'Write for example --auto-gomemlimit.ratio=0.9.',
  }
}

const suggestion = (limit: number): string => `${Math.floor((limit * 0.9) / mebibyte)}MiB`

function* processorProblems(container: Container, { pointer }: EnvironmentVariable, count: number): Iterable<Problem> {
  const limit = resourceOf(container, 'limits', 'cpu')
  if (limit === undefined || count <= Math.max(1, Math.ceil(limit.value))) return
  yield {
    object: container.workload.object,
    pointer: `${pointer}/value`,
    message: `GOMAXPROCS ${count} of container ${container.name} is above its cpu limit of ${limit.text} (${lineOf(limit.place)}), so the kernel throttles it.`,
    remedy: `Set GOMAXPROCS to ${Math.max(1, Math.floor(limit.value))}.`,
    severity: 'warning',
  }
}
