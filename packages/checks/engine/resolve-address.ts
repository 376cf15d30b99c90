import type { SourcedObject } from '@thanos-gitops/manifest'
import type { Address } from './addresses.ts'
import type { CheckContext } from './check.ts'
import { perContext } from './per-context.ts'

/** The result of a DNS lookup inside the cluster, to the extent that manifests show it. */
export type Resolution =
  | { readonly kind: 'service'; readonly service: SourcedObject; readonly pod?: string }
  /** The name of a Service of this cluster that does not exist. */
  | { readonly kind: 'missing'; readonly service: string; readonly namespace: string }
  /** A Service of a namespace that these manifests do not contain. */
  | { readonly kind: 'elsewhere'; readonly service: string; readonly namespace: string }
  | { readonly kind: 'other-domain'; readonly domain: string }
  /** A host outside of the cluster. */
  | { readonly kind: 'host' }
  /** The name contains a variable or a template. */
  | { readonly kind: 'unknown' }

/** The namespaces that these manifests contain or use. */
const namespacesOf = perContext((context) => {
  const names = new Set(context.objects.map(context.namespaceOf))
  for (const { object } of context.ofKind('Namespace')) names.add(object.metadata.name)
  return names
})

/** Resolves the host of an address: https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/ */
export function resolve(context: CheckContext, address: Address): Resolution {
  const labels = address.host.split('.')
  const svc = labels.indexOf('svc')
  if (svc <= 0) return resolveShortName(context, address, labels)
  const domain = labels.slice(svc + 1).join('.')
  return domain !== '' && domain !== context.clusterDomain && context.environment !== undefined
    ? { kind: 'other-domain', domain }
    : resolveService(context, labels.slice(0, svc), address)
}

/** Names without `.svc`, such as `thanos-query.monitoring`, are inside the cluster if it has such a namespace or Service. */
function resolveShortName(context: CheckContext, address: Address, labels: readonly string[]): Resolution {
  if (labels.length === 1)
    return address.isAddressField || address.port !== undefined
      ? resolveService(context, labels, address)
      : { kind: 'host' }
  const [first = '', second = '', third = ''] = labels
  const namespaces = namespacesOf(context)
  const isPod = labels.length <= 3 && (/-\d+$/.test(first) || first.includes('$('))
  if (labels.length === 2 && namespaces.has(second)) return resolveService(context, labels, address)
  if (labels.length === 3 && isPod && namespaces.has(third)) return resolveService(context, labels, address)
  if (labels.length === 2 && isPod && context.find('Service', address.namespace, second) !== undefined)
    return resolveService(context, [...labels, address.namespace], address)
  return address.host.includes('$(') || address.host.includes('${') ? { kind: 'unknown' } : { kind: 'host' }
}

/** @param names pod, service and namespace; service and namespace; or service */
function resolveService(context: CheckContext, names: readonly string[], address: Address): Resolution {
  const [pod, name, namespace] = names.length === 3 ? names : [undefined, names[0], names[1] ?? address.namespace]
  if (name === undefined || namespace === undefined || `${name}${namespace}`.includes('$(')) return { kind: 'unknown' }
  const service = context.find('Service', namespace, name)
  if (service !== undefined) return { kind: 'service', service, ...(pod === undefined ? {} : { pod }) }
  const isRendered = namespace === '' || namespacesOf(context).has(namespace)
  return { kind: isRendered ? 'missing' : 'elsewhere', service: name, namespace }
}
