import type { SourcedObject } from '@thanos-gitops/manifest'
import type { Workload } from '@thanos-gitops/workloads'
import type { CheckContext } from '../engine/check.ts'

/** An address in the configuration of a Thanos component. */
export interface ParsedAddress {
  /** `dnssrv`, `dns` or `dnssrvnoa`; empty for an address without DNS lookup. */
  readonly lookup: string
  /** `http` or `https` of a URL. */
  readonly scheme: string | undefined
  readonly host: string
  readonly port: number | undefined
  /** `grpc` of the SRV name `_grpc._tcp.thanos-store.monitoring.svc`. */
  readonly portName: string | undefined
  /** Empty for a host outside of the cluster. */
  readonly service: string
  readonly namespace: string | undefined
  /** The pod of `pod.service.namespace.svc`. */
  readonly pod: string | undefined
}

/**
 * Reads `dnssrv+_grpc._tcp.thanos-store.monitoring.svc.cluster.local`, `http://thanos-query.monitoring.svc:9090` or `a:9094`.
 * Undefined for an address with a variable.
 */
export function parseAddress(text: string): ParsedAddress | undefined {
  const match = /^(?:(dns|dnssrv|dnssrvnoa)\+)?(?:(https?):\/\/)?([^/:@\s]+)(?::(\d+))?(?:\/.*)?$/.exec(text.trim())
  if (!match || text.includes('$(')) return undefined
  const [, lookup = '', scheme, host = '', port] = match
  const srv = /^_([^.]+)\._(?:tcp|udp)\.(.+)$/.exec(host)
  const labels = (srv?.[2] ?? host).replace(/\.$/, '').split('.')
  const svc = labels.indexOf('svc')
  const names = svc > 0 ? labels.slice(0, svc) : labels
  // `pod.service.namespace` and `www.example.com` have the same form. Only the first matches a Service of the manifests.
  const isInCluster = names.length <= 3
  const [service = '', namespace] = names.length === 3 ? names.slice(1) : names
  return {
    lookup,
    scheme,
    host,
    port: port === undefined ? undefined : Number(port),
    portName: srv?.[1],
    service: isInCluster ? service : '',
    namespace: isInCluster ? namespace : undefined,
    pod: names.length === 3 ? names[0] : undefined,
  }
}

/** The Service of an address; undefined for one outside of the manifests. */
export const serviceOf = (
  context: CheckContext,
  client: Pick<Workload, 'namespace'>,
  { service, namespace }: ParsedAddress,
): SourcedObject | undefined =>
  service === '' ? undefined : context.find('Service', namespace ?? client.namespace, service)
