import { contentOf, stringMapOf } from '@thanos-gitops/manifest'
import { type Container, type Program, programTitle, recognizeProgram, usesOf } from '@thanos-gitops/workloads'
import type { Check, CheckContext } from '../engine/check.ts'
import { programsIn } from '../engine/programs.ts'
import { memoryLimit } from '../thanos/memory-limit.ts'
import { inContainer } from '../thanos/places.ts'

const variable = 'GOMEMLIMIT'

/** Go programs whose options are not in the catalogue of flags. */
const otherGoPrograms = [
  'grafana',
  'kube-state-metrics',
  'memcached-exporter',
  'node-exporter',
  'oauth2-proxy',
  'redis-exporter',
  'seaweedfs',
]

export const goMemoryLimitIsSet: Check = {
  name: 'go-memory-limit-is-set',
  question: 'limits',
  severity: 'warning',
  why: 'Without GOMEMLIMIT, the heap of a Go program grows to twice the live data before a garbage collection. The kernel kills the process at the memory limit of the container, although half of its memory is garbage.',
  remedy:
    'Set the variable GOMEMLIMIT with valueFrom: {resourceFieldRef: {resource: limits.memory, divisor: "1"}}, so that it follows the limit.',
  source: 'https://go.dev/doc/gc-guide#Memory_limit',
  *run(context) {
    for (const program of programsIn(context)) {
      const option = optionOf(program)
      if (option === undefined || option.isOn || !isMissing(context, program.container)) continue
      yield {
        ...inContainer(program.container, 'resources', 'limits', 'memory'),
        message: `${programTitle(program)} has a memory limit and no GOMEMLIMIT.`,
        ...(option.argument === undefined ? {} : { remedy: `Add the argument ${option.argument}.` }),
      }
    }
    for (const container of context.containers) {
      const name = recognizeProgram(container)?.name
      if (
        name !== undefined &&
        otherGoPrograms.includes(name) &&
        !hasOption(container) &&
        isMissing(context, container)
      )
        yield {
          ...inContainer(container, 'resources', 'limits', 'memory'),
          message: `${name} has a memory limit and no GOMEMLIMIT.`,
        }
    }
  },
}

/** kube-state-metrics has `--auto-gomemlimit`. */
const hasOption = (container: Container): boolean =>
  container.arguments.some(({ flag }) => flag === '--auto-gomemlimit')

interface Option {
  readonly isOn: boolean
  /** Undefined if the version has none. */
  readonly argument?: string
}

/** The program's own option that derives GOMEMLIMIT from the limit of the container. Undefined for other languages than Go. */
function optionOf(program: Program): Option | undefined {
  const { name, flags } = program
  if (name === 'thanos') return switchOf(program, 'enable-auto-gomemlimit')
  if (name !== 'prometheus' && name !== 'alertmanager') return undefined
  const own = switchOf(program, 'auto-gomemlimit')
  // Before they had a flag of this name.
  const isFeature = usesOf(program, 'enable-feature').some(({ value }) => value?.split(',').includes('auto-gomemlimit'))
  if (own.isOn || isFeature) return { isOn: true }
  return own.argument === undefined && flags['enable-feature'] !== undefined
    ? { isOn: false, argument: '--enable-feature=auto-gomemlimit' }
    : own
}

function switchOf(program: Program, name: string): Option {
  const flag = program.flags[name]
  if (flag === undefined) return { isOn: false }
  const last = usesOf(program, name).at(-1)
  const isOn = last === undefined ? flag.default === 'true' : !last.isNegated && last.value !== 'false'
  return { isOn, argument: `--${name}` }
}

function isMissing(context: CheckContext, container: Container): boolean {
  if (container.isInit || memoryLimit(container) === undefined) return false
  return !container.environment.some(({ name }) => name === variable) && !container.environmentFrom.some(mayHaveIt)

  /** A Secret, and a ConfigMap that no manifest contains, can have any key. */
  function mayHaveIt({ kind, name, prefix = '' }: Container['environmentFrom'][number]): boolean {
    const source = kind === 'ConfigMap' ? context.find(kind, container.workload.namespace, name) : undefined
    return (
      source === undefined || Object.keys(stringMapOf(contentOf(source).data)).some((key) => prefix + key === variable)
    )
  }
}
