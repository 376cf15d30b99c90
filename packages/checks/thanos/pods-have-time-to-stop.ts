import { durationOf, lastUse, type Program, programTitle, type Workload } from '@thanos-gitops/workloads'
import type { Check } from '../engine/check.ts'
import { programsIn } from '../engine/programs.ts'
import { isRouter } from './components.ts'

export const podsHaveTimeToStop: Check = {
  name: 'pods-have-time-to-stop',
  id: 'TH038',
  question: 'availability',
  severity: 'warning',
  why: 'A pod that is killed too early drops running queries. A receiver then does not upload its head block, and Prometheus replays its write-ahead log at the next start.',
  remedy:
    'Set terminationGracePeriodSeconds to 900 for receivers, 600 for Prometheus and 120 for other components, and never below the sum of the HTTP and gRPC grace periods.',
  source: 'kube-thanos and prometheus-operator set these; https://github.com/thanos-io/thanos/tree/v0.42.4/pkg/server',
  *run(context) {
    const slowest = new Map<Workload, { readonly program: Program; readonly seconds: number }>()
    for (const program of programsIn(context)) {
      const { workload, isInit } = program.container
      const seconds = isInit || workload.replicas === undefined ? 0 : secondsToStop(program)
      if (seconds > (slowest.get(workload)?.seconds ?? 0)) slowest.set(workload, { program, seconds })
    }
    for (const [workload, { program, seconds }] of slowest) {
      const { terminationGracePeriodSeconds: gracePeriod = 30 } = workload.podSpec
      if (typeof gracePeriod === 'number' && gracePeriod < seconds)
        yield {
          object: workload.object,
          pointer: `${workload.podPointer}/terminationGracePeriodSeconds`,
          message: `${programTitle(program)} is killed after ${gracePeriod}s, but can need ${seconds}s to stop.`,
          remedy: `Set terminationGracePeriodSeconds: ${seconds}.`,
        }
    }
  },
}

function secondsToStop(program: Program): number {
  const { name, command = '' } = program
  if (name === 'prometheus') return 600
  if (name !== 'thanos' || command === '' || (command.startsWith('tools') && command !== 'tools bucket web')) return 0
  if (isRouter(program)) return 30
  return command === 'receive' ? 900 : gracePeriodSeconds(program)
}

/**
 * The HTTP and the gRPC server stop one after the other, so their grace periods add up. The default of each is 2m, which a
 * server hardly ever needs: together they count as 120 seconds.
 */
function gracePeriodSeconds(program: Program): number {
  const flags = ['http-grace-period', 'grpc-grace-period'].filter((flag) => lastUse(program, flag))
  const seconds = flags.reduce((sum, flag) => sum + (durationOf(program, flag) ?? 0) / 1000, 0)
  return flags.length === 0 ? 120 : seconds
}
