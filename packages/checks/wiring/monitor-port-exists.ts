import { didYouMean, type Mapping, type SourcedObject, stringOf } from '@thanos-gitops/manifest'
import type { Workload } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { nearestLabelled } from '../engine/selector-remedy.ts'
import { podsOf, servicePorts } from '../engine/services.ts'
import {
  candidatesOf,
  type Monitor,
  type MonitorEndpoint,
  monitorsIn,
  selectedTargets,
  type Target,
} from './monitors.ts'

export const monitorPortExists: Check = {
  name: 'monitor-port-exists',
  question: 'references',
  severity: 'error',
  why: 'An endpoint of a ServiceMonitor selects a port of the Service by its name, and one of a PodMonitor a port of the containers. If no port has the name, Prometheus drops all targets without an error, and no metrics arrive.',
  remedy: 'Use the name of a port, or add the name to the port.',
  source:
    'https://prometheus-operator.dev/docs/platform/troubleshooting/#troubleshooting-servicemonitor-changes, https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.Endpoint',
  *run(context) {
    for (const monitor of monitorsIn(context)) {
      const targets = targetsOf(context, monitor)
      // prometheus-operator decides on the ports of its own pods.
      if (targets.length === 0 || targets.some(({ pods }) => pods !== undefined && pods.workload === undefined))
        continue
      for (const endpoint of monitor.endpoints) yield* portProblems(context, monitor, endpoint, targets)
    }
  },
}

/** The selected targets, or the one that the selector most nearly matches. */
function targetsOf(context: CheckContext, monitor: Monitor): readonly Target[] {
  const selected = selectedTargets(context, monitor)
  if (selected.length > 0) return selected
  const nearest = nearestLabelled(monitor.spec.selector, candidatesOf(context, monitor))
  return nearest === undefined ? [] : [nearest]
}

function* portProblems(
  context: CheckContext,
  { object, kind }: Monitor,
  { fields, pointer }: MonitorEndpoint,
  targets: readonly Target[],
): Iterable<Problem> {
  const port = stringOf(fields.port)
  const services = targets.flatMap(({ service }) => service ?? [])
  if (port !== undefined) {
    const names = kind === 'ServiceMonitor' ? servicePortNames(services) : containerPortNames(workloadsIn(targets))
    if (!names.includes(port))
      yield { object, pointer: `${pointer}/port`, ...noPort(`no port with the name ${port}`, targets, port, names) }
    return
  }
  const targetPort = targetPortOf(fields)
  const workloads = [...workloadsIn(targets), ...services.flatMap((service) => podsOf(context, service))]
  if (targetPort === undefined || workloads.length === 0) return
  const names = containerPortNames(workloads)
  if (!names.includes(targetPort))
    yield {
      object,
      pointer: `${pointer}/targetPort`,
      ...noPort(`no container port ${targetPort}`, targets, targetPort, names),
    }
}

/** A targetPort that is a name. Containers need not declare the numbers of their ports. */
const targetPortOf = ({ targetPort }: Mapping): string | undefined => stringOf(targetPort)

const workloadsIn = (targets: readonly Target[]): readonly Workload[] =>
  targets.flatMap(({ pods }) => pods?.workload ?? [])

const servicePortNames = (services: readonly SourcedObject[]): readonly string[] => [
  ...new Set(services.flatMap(servicePorts).flatMap(({ name }) => name ?? [])),
]

const containerPortNames = (workloads: readonly Workload[]): readonly string[] => [
  ...new Set(
    workloads.flatMap(({ containers }) => containers.flatMap(({ ports }) => ports.flatMap(({ name }) => name ?? []))),
  ),
]

function noPort(
  fault: string,
  targets: readonly Target[],
  port: string,
  names: readonly string[],
): Pick<Problem, 'message' | 'remedy'> {
  const owners = targets.slice(0, 3).map(({ name }) => name)
  const more = targets.length > owners.length ? ` and ${targets.length - owners.length} more` : ''
  const verb = targets.length === 1 ? 'has' : 'have'
  return {
    message: `${owners.join(', ')}${more} ${verb} ${fault}.`,
    remedy:
      didYouMean(port, names) ??
      (names.length === 0 ? `Add the name ${port} to a port.` : `Use one of the named ports: ${names.join(', ')}.`),
  }
}
