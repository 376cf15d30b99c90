import { contentOf, listOf, mappingOf } from '@thanos-gitops/manifest'
import { type Program, programTitle } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { programsIn } from '../engine/programs.ts'

const available = ['query', 'query-frontend', 'store', 'rule', 'receive']

export const componentsSurviveADisruption: Check = {
  name: 'components-survive-a-disruption',
  id: 'TH039',
  severity: 'warning',
  why: 'One replica, or two on one node, or two that a drain may stop at once, are an outage at the next upgrade of a node.',
  remedy:
    'Run two replicas or more with a PodDisruptionBudget, and spread them by podAntiAffinity or topologySpreadConstraints.',
  source: 'https://kubernetes.io/docs/tasks/run-application/configure-pdb/',
  *run(context) {
    const components = programsIn(context).filter((program) => isAvailable(program))
    // Where nothing has a second replica, nobody promised availability: a laptop, a test cluster.
    if (components.every(({ container }) => (container.workload.replicas ?? 1) < 2)) return
    const seen = new Set()
    for (const program of components) {
      const { workload } = program.container
      if (seen.has(workload) || workload.kind === 'Pod') continue
      seen.add(workload)
      if (workload.replicas === 1 && !hasScaler(context, program))
        yield {
          object: workload.object,
          pointer: '/spec/replicas',
          message: `${programTitle(program)} has one replica.`,
        }
      else if ((workload.replicas ?? 0) > 1) yield* replicaProblems(context, program)
    }
  },
}

const isAvailable = ({ name, command = '', container }: Program): boolean =>
  !container.isInit &&
  container.workload.replicas !== undefined &&
  (name === 'prometheus' || name === 'alertmanager' || (name === 'thanos' && available.includes(command)))

const hasScaler = (context: CheckContext, { container: { workload } }: Program): boolean =>
  context.ofKind('HorizontalPodAutoscaler').some((scaler) => {
    const target = mappingOf(mappingOf(contentOf(scaler).spec).scaleTargetRef)
    return target.kind === workload.kind && target.name === workload.name
  })

function* replicaProblems(context: CheckContext, program: Program): Iterable<Problem> {
  const { workload } = program.container
  if (context.budgetsOf(workload).length === 0)
    yield {
      object: workload.object,
      pointer: '/metadata/name',
      message: `no PodDisruptionBudget keeps a replica of ${programTitle(program)}.`,
    }
  const { affinity, topologySpreadConstraints: spread } = workload.podSpec
  if (mappingOf(affinity).podAntiAffinity === undefined && listOf(spread).length === 0)
    yield {
      object: workload.object,
      pointer: workload.podPointer,
      message: `all replicas of ${programTitle(program)} may run on one node.`,
    }
}
