import { durationOf, lastUse, type Program, programTitle } from '@thanos-gitops/workloads'
import type { Check } from '../engine/check.ts'
import { programsIn } from '../engine/programs.ts'
import { receiveMode } from './components.ts'

export const podsHaveTimeToStop: Check = {
  name: 'pods-have-time-to-stop',
  id: 'TH038',
  severity: 'warning',
  why: 'A pod that is killed before it is done drops running queries; a receiver does not upload its head block, and Prometheus has to replay its log.',
  remedy:
    'Set terminationGracePeriodSeconds: 900 for receivers, 600 for Prometheus, 120 for the rest, and never less than the grace periods of the HTTP and the gRPC server together.',
  source: 'kube-thanos and prometheus-operator set these; https://github.com/thanos-io/thanos/tree/v0.42.4/pkg/server',
  *run(context) {
    const wanted = new Map<Program['container']['workload'], { seconds: number; program: Program }>()
    for (const program of programsIn(context)) {
      const { workload, isInit } = program.container
      const seconds = isInit || workload.replicas === undefined ? 0 : needed(program)
      if (seconds > (wanted.get(workload)?.seconds ?? 0)) wanted.set(workload, { seconds, program })
    }
    for (const [workload, { seconds, program }] of wanted) {
      const { terminationGracePeriodSeconds: gracePeriod = 30 } = workload.podSpec
      if (typeof gracePeriod === 'number' && gracePeriod < seconds)
        yield {
          object: workload.object,
          pointer: `${workload.podPointer}/terminationGracePeriodSeconds`,
          message: `${programTitle(program)} is killed after ${gracePeriod}s, and may need ${seconds}s to stop.`,
          remedy: `Set terminationGracePeriodSeconds: ${seconds}.`,
        }
    }
  },
}

function needed(program: Program): number {
  const { name, command = '' } = program
  if (name === 'prometheus') return 600
  if (name !== 'thanos' || command === '' || (command.startsWith('tools') && command !== 'tools bucket web')) return 0
  if (command === 'receive') return receiveMode(program) === 'router' ? 30 : 900
  // Both servers drain one after the other. Without the flags each may take 2m, which hardly ever happens.
  const graces = ['http-grace-period', 'grpc-grace-period']
    .filter((flag) => lastUse(program, flag))
    .map((flag) => (durationOf(program, flag) ?? 0) / 1000)
  return Math.max(graces.length === 2 ? graces[0]! + graces[1]! : Math.max(0, ...graces), graces.length > 0 ? 0 : 120)
}
