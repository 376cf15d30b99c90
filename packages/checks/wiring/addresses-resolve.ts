import { contentOf, identityOf, mappingOf, nearest, type SourcedObject } from '@thanos-gitops/manifest'
import { type Address, addressesOf } from '../engine/addresses.ts'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { resolve } from '../engine/resolve-address.ts'
import { isHeadless, podsOf, servicePorts, targetNumbers } from '../engine/services.ts'

export const addressesResolve = {
  name: 'addresses-resolve',
  id: 'TH014',
  severity: 'error',
  why: 'An address of a Service, a port name or a namespace that is not there is valid for every schema. The program starts, logs a failed look-up every few seconds and misses a part of the data.',
  remedy: 'Correct the address, or render the Service.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/',
  *run(context) {
    const reported = new Set<string>()
    for (const address of addressesOf(context)) {
      const problem = problemOf(context, address)
      const once = `${identityOf(address.object.object)} ${address.text} ${problem?.message}`
      if (problem === undefined || reported.has(once)) continue
      reported.add(once)
      yield { object: address.object, pointer: address.pointer, offset: address.offset, ...problem }
    }
  },
} satisfies Check

type ProblemText = Pick<Problem, 'message' | 'missing' | 'remedy' | 'severity'>

function problemOf(context: CheckContext, address: Address): ProblemText | undefined {
  const { external } = context
  const { text, host } = address
  if (external.hasHost(host)) return undefined
  const resolution = resolve(context, address)
  switch (resolution.kind) {
    case 'unknown':
      return undefined
    case 'host':
      if (!address.isAddressField) return undefined
      return {
        severity: 'warning',
        message: `${host} is a host outside of these manifests.`,
        remedy: 'Correct the host.',
        missing: { host },
      }
    case 'other-domain':
      return {
        message: `${text} ends in ${resolution.domain}, and the domain of this cluster is ${context.clusterDomain}.`,
        remedy: `Write .svc.${context.clusterDomain}.`,
      }
    case 'missing':
    case 'elsewhere': {
      const { service, namespace, kind } = resolution
      if (external.has('Service', service, namespace) || (service === 'kubernetes' && namespace === 'default'))
        return undefined
      const inside = namespace === '' ? '' : ` in ${namespace}`
      if (kind === 'elsewhere') {
        const same = context.ofKind('Service', '').find((other) => other.object.metadata.name === service)
        if (same !== undefined)
          return {
            message: `there is no Service ${service}${inside}.`,
            remedy: `There is one in ${context.namespaceOf(same)}.`,
          }
        return {
          severity: 'warning',
          message: `${text} is a Service in ${namespace}, of which nothing is in these manifests.`,
          remedy: 'Correct the address.',
          missing: { kind: 'Service', name: service, namespace },
        }
      }
      const near = nearest(
        service,
        context.ofKind('Service', '').map((other) => other.object.metadata.name),
      )
      return {
        message: `there is no Service ${service}${inside}.`,
        missing: { kind: 'Service', name: service, namespace },
        ...(near === undefined ? {} : { remedy: `Did you mean ${near}?` }),
      }
    }
    case 'service':
      return (
        portProblem(context, address, resolution.service) ??
        (resolution.pod === undefined ? undefined : podProblem(context, resolution.pod, resolution.service))
      )
  }
}

function portProblem(
  context: CheckContext,
  { portName, port, protocol, text, lookup }: Address,
  service: SourcedObject,
): ProblemText | undefined {
  const { name } = service.object.metadata
  const spec = mappingOf(contentOf(service).spec)
  if (spec.type === 'ExternalName') return undefined
  const ports = servicePorts(service)
  const pods = podsOf(context, service)
  if (portName !== undefined) {
    if (ports.some((open) => open.name === portName && open.protocol === protocol)) return undefined
    const names = ports.flatMap((open) => open.name ?? [])
    const near = nearest(portName, names)
    return {
      message: `Service/${name} has no ${protocol} port that is called ${portName}, so ${text} finds nothing.`,
      remedy: near === undefined ? `Its ports are ${names.join(', ') || 'without names'}.` : `Did you mean ${near}?`,
    }
  }
  if (port === undefined || lookup === 'dnssrv' || lookup === 'dnssrvnoa') return undefined
  const isDirect = isHeadless(service)
  const reached = ports.flatMap((open) =>
    isDirect && targetNumbers(pods, open).length > 0 ? targetNumbers(pods, open) : [open.port],
  )
  if (reached.includes(port)) return undefined
  // A headless Service leads to the pods themselves: any port of theirs answers, whether the Service lists it or not.
  if (
    isDirect &&
    pods.some(({ containers }) =>
      containers.some((container) => container.ports.some((open) => open.containerPort === port)),
    )
  )
    return undefined
  if (isDirect && pods.length === 0) return undefined
  const list = ports
    .map((open) => `${open.name ?? open.port} ${isDirect ? targetNumbers(pods, open).join(' ') : open.port}`)
    .join(', ')
  return {
    message: `Service/${name} has no port ${port}${isDirect ? ' (it is headless: the pods’ own ports count)' : ''}.`,
    remedy: `Its ports are ${list || 'none'}.`,
  }
}

/** `prometheus-2.prometheus`, where there are pods 0 and 1. */
function podProblem(context: CheckContext, pod: string, service: SourcedObject): ProblemText | undefined {
  const ordinal = /^(.+)-(\d+)$/.exec(pod)
  if (ordinal === null) return undefined
  const [, name, number] = ordinal
  const sets = context.workloads.filter(
    (workload) =>
      workload.kind === 'StatefulSet' &&
      mappingOf(contentOf(workload.object).spec).serviceName === service.object.metadata.name,
  )
  const set = sets.find((workload) => workload.name === name)
  if (set === undefined) {
    if (sets.length === 0) return undefined
    return {
      message: `Service/${service.object.metadata.name} gives names to the pods of ${sets.map((workload) => workload.name).join(', ')}, not to ${pod}.`,
    }
  }
  const { ordinals } = mappingOf(contentOf(set.object).spec)
  const first = Number(mappingOf(ordinals).start ?? 0)
  const replicas = set.replicas ?? 1
  if (Number(number) >= first && Number(number) < first + replicas) return undefined
  return {
    message: `StatefulSet/${set.name} has ${replicas} replicas, and ${pod} is none of them.`,
    remedy: 'Let the list of addresses follow the number of replicas.',
  }
}
