// The Thanos components and their companions in the manifests, and the modes in which they run.
import { lastUse, type Program, type Workload } from '@thanos-gitops/workloads'
import type { CheckContext } from '../engine/check.ts'
import { perContext } from '../engine/per-context.ts'
import { programsIn, programsOf } from '../engine/programs.ts'
import { hasConfig } from './config-documents.ts'

const programsByCommands = perContext((): Map<string, readonly Program[]> => new Map())

/** The containers that run a Thanos command such as `query`, `store` or `tools bucket web`; all of them by default. */
export function thanosPrograms(context: CheckContext, ...commands: readonly string[]): readonly Program[] {
  const key = commands.join()
  const known = programsByCommands(context).get(key)
  if (known !== undefined) return known
  const programs = programsNamed(context, 'thanos').filter(
    ({ command }) => command !== undefined && (commands.length === 0 || commands.includes(command)),
  )
  programsByCommands(context).set(key, programs)
  return programs
}

/** The Thanos components in the pods of a workload. */
export const thanosProgramsOf = (context: CheckContext, workload: Workload): Program[] =>
  programsOf(context, workload).filter(({ name }) => name === 'thanos')

const programsByName = perContext((context) => Map.groupBy(programsIn(context), ({ name }) => name))

export const programsNamed = (context: CheckContext, name: Program['name']): readonly Program[] =>
  programsByName(context).get(name) ?? []

export const hasFlag = (program: Program, name: string): boolean => lastUse(program, name) !== undefined

/** Whether the component uploads blocks to object storage, or reads them from there. */
export const usesObjectStorage = (program: Program): boolean => hasConfig(program, 'objstore.config')

/** A ruler without TSDB: it sends the series of its rules by remote write, and serves no StoreAPI. */
export const isStatelessRuler = (program: Program): boolean =>
  program.command === 'rule' && hasConfig(program, 'remote-write.config')

export type ReceiveMode = 'router' | 'ingestor' | 'router-ingestor'

/** https://github.com/thanos-io/thanos/blob/v0.42.4/cmd/thanos/receive.go, determineMode. */
export function receiveMode(program: Program): ReceiveMode {
  const isRouter = hasFlag(program, 'receive.hashrings') || hasFlag(program, 'receive.hashrings-file')
  if (!isRouter) return 'ingestor'
  return hasFlag(program, 'receive.local-endpoint') ? 'router-ingestor' : 'router'
}

/** A receiver that forwards all series and stores none. */
export const isRouter = (program: Program): boolean =>
  program.command === 'receive' && receiveMode(program) === 'router'

/** Whether the component has series of its own and serves them by the StoreAPI. */
export function servesSeries(program: Program): boolean {
  switch (program.command) {
    case 'sidecar':
    case 'store':
      return true
    case 'rule':
      return !isStatelessRuler(program)
    case 'receive':
      return !isRouter(program)
    default:
      return false
  }
}
