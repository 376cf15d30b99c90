import { didYouMean, identityOf, type RemoteQuery } from '@thanos-gitops/manifest'
import { type Address, addressesOf } from '../engine/addresses.ts'
import type { Check, CheckContext } from '../engine/check.ts'
import { perContext } from '../engine/per-context.ts'
import { type Resolution, resolve } from '../engine/resolve-address.ts'
import { isCreatedService } from '../engine/service-references.ts'
import { podProblem } from './address-pod.ts'
import { portProblem } from './address-port.ts'
import type { AddressProblem } from './address-problem.ts'

export const addressesResolve = {
  name: 'addresses-resolve',
  id: 'TH014',
  question: 'addresses',
  severity: 'error',
  why: 'No schema detects a wrong Service, port name or namespace in an address. The program starts, logs a failed lookup every few seconds and misses a part of the data.',
  remedy: 'Correct the address, or render the Service.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/',
  *run(context) {
    const reported = new Set<string>()
    for (const address of addressesOf(context)) {
      const problem = problemOf(context, address)
      const key = `${identityOf(address.object.object)} ${address.text} ${problem?.message}`
      if (problem === undefined || reported.has(key)) continue
      reported.add(key)
      yield { object: address.object, pointer: address.pointer, offset: address.offset, ...problem }
    }
  },
} satisfies Check

function problemOf(context: CheckContext, address: Address): AddressProblem | undefined {
  if (context.external.hasHost(address.host) || isOfEnvironment(context, address)) return undefined
  const resolution = resolve(context, address)
  switch (resolution.kind) {
    case 'unknown':
      return undefined
    case 'host':
      return address.isAddressField && isReported(context, address) ? outsideHost(address) : undefined
    case 'other-domain':
      return {
        message: `${address.text} ends in ${resolution.domain}, but the domain of this cluster is ${context.clusterDomain}.`,
        remedy: `End the name with .svc.${context.clusterDomain}.`,
      }
    case 'missing':
    case 'elsewhere':
      return missingService(context, address, resolution)
    case 'service':
      return serviceProblem(context, address, resolution)
  }
}

function serviceProblem(
  context: CheckContext,
  address: Address,
  { service, pod }: Extract<Resolution, { readonly kind: 'service' }>,
): AddressProblem | undefined {
  const problem =
    portProblem(context, address, service) ?? (pod === undefined ? undefined : podProblem(context, pod, service))
  // Many addresses can lead to the same missing port or pod.
  return problem && { ...problem, cause: `${context.namespaceOf(service)} ${problem.message}` }
}

/** Another environment of the repository declares the address of its query. */
const isOfEnvironment = ({ environment }: CheckContext, { host }: Address): boolean => {
  const endpoints = (environment?.remoteQueries?.values.endpoints ?? []) as readonly RemoteQuery[]
  return endpoints.some((query) => query.environment !== undefined && query.address.startsWith(`${host}:`))
}

const serviceNames = perContext(
  (context) => new Set(context.ofKind('Service', '').map(({ object }) => object.metadata.name)),
)

/**
 * In an environment, each host outside of the manifests is declared. Elsewhere, only a host that begins with the name of a Service
 * is reported, because its namespace can be misspelled.
 */
function isReported(context: CheckContext, { host }: Address): boolean {
  if (context.environment !== undefined) return true
  const names = serviceNames(context)
  const [first = '', second = '', ...others] = host.split('.')
  return others.length < 2 && (names.has(first) || (others.length === 1 && names.has(second)))
}

const outsideHost = ({ host }: Address): AddressProblem => ({
  severity: 'warning',
  message: `${host} is a host outside of these manifests.`,
  remedy: 'Correct the host.',
  missing: { host },
})

function missingService(
  context: CheckContext,
  { text }: Address,
  { kind, service, namespace }: Extract<Resolution, { readonly kind: 'missing' | 'elsewhere' }>,
): AddressProblem | undefined {
  if (context.external.has('Service', service, namespace)) return undefined
  if ((service === 'kubernetes' && namespace === 'default') || isCreatedService(service)) return undefined
  const services = context.ofKind('Service', '')
  const message = `there is no Service ${service}${namespace === '' ? '' : ` in ${namespace}`}.`
  const missing = { kind: 'Service', name: service, namespace }
  if (kind === 'elsewhere') {
    const sameName = services.find(({ object }) => object.metadata.name === service)
    return sameName === undefined
      ? {
          severity: 'warning',
          message: `${text} is a Service in namespace ${namespace}, which these manifests do not contain.`,
          remedy: 'Correct the address.',
          missing,
        }
      : { message, remedy: `Use namespace ${context.namespaceOf(sameName)}, which contains a Service ${service}.` }
  }
  const suggestion = didYouMean(
    service,
    services.map(({ object }) => object.metadata.name),
  )
  return { message, missing, ...(suggestion === undefined ? {} : { remedy: suggestion }) }
}
