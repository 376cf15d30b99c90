import { contentOf, listOf, mappingOf } from '@thanos-gitops/manifest'
import { type Program, programTitle, type Workload } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { perContext } from '../engine/per-context.ts'
import { programsIn } from '../engine/programs.ts'
import { thanosPrograms } from './components.ts'
import { namespaceOf, replicaLabelFlags, writersIn } from './labels.ts'

const availableCommands = ['query', 'query-frontend', 'store', 'rule', 'receive']

export const componentsSurviveADisruption: Check = {
  name: 'components-survive-a-disruption',
  id: 'TH039',
  question: 'availability',
  severity: 'warning',
  why: 'A component with one replica, with all replicas on one node, or with replicas that a drain can stop at the same time is down during the next upgrade of a node.',
  remedy:
    'Run at least two replicas with a PodDisruptionBudget, and spread them with podAntiAffinity or topologySpreadConstraints.',
  source: 'https://kubernetes.io/docs/tasks/run-application/configure-pdb/',
  *run(context) {
    const components = programsIn(context).filter(isExpectedToBeAvailable)
    // Without a second replica of any component, the stack is for a laptop or a test cluster and needs no availability.
    if (components.every(({ container }) => (container.workload.replicas ?? 1) < 2)) return
    const seen = new Set()
    for (const program of components) {
      const { workload } = program.container
      if (seen.has(workload) || workload.kind === 'Pod') continue
      seen.add(workload)
      if (
        workload.replicas === 1 &&
        !hasAutoscaler(context, program) &&
        !hasTwin(context, program) &&
        !hasOtherZone(context, program)
      )
        yield {
          object: workload.object,
          pointer: '/spec/replicas',
          message: `${programTitle(program)} has one replica.`,
        }
      else if ((workload.replicas ?? 0) > 1) yield* replicaProblems(context, program)
    }
  },
}

const isExpectedToBeAvailable = ({ name, command = '', container }: Program): boolean =>
  !container.isInit &&
  container.workload.replicas !== undefined &&
  (name === 'prometheus' || name === 'alertmanager' || (name === 'thanos' && availableCommands.includes(command)))

const hasAutoscaler = (context: CheckContext, { container: { workload } }: Program): boolean =>
  context.ofKind('HorizontalPodAutoscaler').some((autoscaler) => {
    const target = mappingOf(mappingOf(contentOf(autoscaler).spec).scaleTargetRef)
    return target.kind === workload.kind && target.name === workload.name
  })

/** Whether another Prometheus writes the same series, except for the labels that a query removes: replicas as workloads of their own. */
const hasTwin = (context: CheckContext, program: Program): boolean =>
  (prometheusByLabels(context).get(labelsWithoutReplica(context, program) ?? '')?.size ?? 0) > 1

/** Whether another workload has receivers behind the same Service: those of another zone. */
const hasOtherZone = (context: CheckContext, { command, container: { workload } }: Program): boolean =>
  command === 'receive' &&
  thanosPrograms(context, 'receive')
    .map(({ container }) => container.workload)
    .some(
      (other) =>
        other !== workload &&
        context.servicesOf(other).some((service) => context.servicesOf(workload).includes(service)),
    )

const prometheusByLabels = perContext((context) => {
  const workloads = new Map<string, Set<Workload>>()
  for (const { program } of writersIn(context)) {
    const labels = labelsWithoutReplica(context, program)
    if (labels === undefined) continue
    const found = workloads.get(labels) ?? new Set()
    workloads.set(labels, found.add(program.container.workload))
  }
  return workloads
})

/** Undefined for other programs than Prometheus. */
function labelsWithoutReplica(context: CheckContext, program: Program): string | undefined {
  if (program.name !== 'prometheus') return undefined
  const labels = writersByProgram(context).get(program)?.labels
  const kept = labels?.filter(({ name }) => !removedLabels(context).has(name)).map(({ name, text }) => [name, text])
  return kept && JSON.stringify([namespaceOf(program), ...kept.toSorted()])
}

const writersByProgram = perContext((context) => new Map(writersIn(context).map((writer) => [writer.program, writer])))

const removedLabels = perContext(
  (context) =>
    new Set(
      thanosPrograms(context, 'query')
        .flatMap(replicaLabelFlags)
        .map(({ value }) => value),
    ),
)

function* replicaProblems(context: CheckContext, program: Program): Iterable<Problem> {
  const { workload } = program.container
  if (context.budgetsOf(workload).length === 0)
    yield {
      object: workload.object,
      pointer: '/metadata/name',
      message: `no PodDisruptionBudget protects the replicas of ${programTitle(program)}.`,
    }
  const { affinity, topologySpreadConstraints: spread } = workload.podSpec
  if (mappingOf(affinity).podAntiAffinity === undefined && listOf(spread).length === 0)
    yield {
      object: workload.object,
      pointer: workload.podPointer,
      message: `all replicas of ${programTitle(program)} can run on one node.`,
    }
}
