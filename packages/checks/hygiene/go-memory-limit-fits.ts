import { contentOf, stringMapOf } from '@thanos-gitops/manifest'
import { type Container, lastUse, type Program, parseGoMemoryLimit, programTitle } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { lineOf } from '../engine/line-of.ts'
import { flagPlace, programsIn } from '../engine/programs.ts'
import type { ProblemPlace } from '../thanos/places.ts'
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
      for (const setting of settingsOf(context, container)) {
        const { name, value } = setting
        if (name === 'GOMEMLIMIT' && !value.includes('$(')) yield* limitProblems(container, setting)
        else if (name === 'GOMAXPROCS' && /^\d+$/.test(value)) yield* processorProblems(container, setting)
      }
  },
}

/** A variable of the Go runtime, with the place that sets its value. */
interface Setting {
  readonly name: string
  readonly value: string
  readonly place: ProblemPlace
}

const names = ['GOMEMLIMIT', 'GOMAXPROCS']

/** From the manifest of the container, and from the ConfigMaps that it reads. */
function settingsOf(context: CheckContext, container: Container): Setting[] {
  const { object, namespace } = container.workload
  const inObject = (kind: string, from: string, key: string, name: string): Setting[] => {
    const source = kind === 'ConfigMap' ? context.find(kind, namespace, from) : undefined
    const value = source && stringMapOf(contentOf(source).data)[key]
    return value === undefined ? [] : [{ name, value, place: { object: source!, pointer: `/data/${key}` } }]
  }
  const own = container.environment
    .filter(({ name }) => names.includes(name))
    .flatMap(({ name, value, from, pointer }): Setting[] => {
      if (value !== undefined) return [{ name, value, place: { object, pointer: `${pointer}/value` } }]
      return from ? inObject(from.kind, from.name, from.key, name) : []
    })
  const others = names.filter((name) => !container.environment.some((variable) => variable.name === name))
  const fromAll = container.environmentFrom.flatMap(({ kind, name: from, prefix = '' }) =>
    others.flatMap((name) => (name.startsWith(prefix) ? inObject(kind, from, name.slice(prefix.length), name) : [])),
  )
  return [...own, ...fromAll]
}

function* limitProblems(container: Container, { value: text, place }: Setting): Iterable<Problem> {
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

function* processorProblems(container: Container, { value, place }: Setting): Iterable<Problem> {
  const count = Number(value)
  const limit = resourceOf(container, 'limits', 'cpu')
  if (limit === undefined || count <= Math.max(1, Math.ceil(limit.value))) return
  yield {
    ...place,
    message: `GOMAXPROCS ${count} of container ${container.name} is above its cpu limit of ${limit.text} (${lineOf(limit.place)}), so the kernel throttles it.`,
    remedy: `Set GOMAXPROCS to ${Math.max(1, Math.floor(limit.value))}.`,
    severity: 'warning',
  }
}
