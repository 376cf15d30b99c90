// The Thanos components and their companions in the manifests, and the modes in which they run.
import { lastUse, type Program, type Workload } from '@thanos-gitops/workloads'
import type { CheckContext } from '../engine/check.ts'
import { programsIn, programsOf } from '../engine/programs.ts'
import { hasConfig } from './config-documents.ts'

/** The containers that run a Thanos command such as `query`, `store` or `tools bucket web`; all of them by default. */
export const thanosPrograms = (context: CheckContext, ...commands: readonly string[]): Program[] =>
  programsIn(context).filter(
    ({ name, command }) =>
      name === 'thanos' && command !== undefined && (commands.length === 0 || commands.includes(command)),
  )

/** The Thanos components in the pods of a workload. */
export const thanosProgramsOf = (context: CheckContext, workload: Workload): Program[] =>
  programsOf(context, workload).filter(({ name }) => name === 'thanos')

export const programsNamed = (context: CheckContext, name: Program['name']): Program[] =>
  programsIn(context).filter((program) => program.name === name)

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
