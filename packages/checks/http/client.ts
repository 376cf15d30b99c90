import { type Mapping, mappingOf, stringOf } from '@thanos-gitops/manifest'
import type { Container } from '@thanos-gitops/workloads'
import type { CheckContext } from '../engine/check.ts'
import { podsOf } from '../engine/services.ts'
import { parseAddress, serviceOf } from '../thanos/parse-address.ts'
import type { ProblemPlace } from '../thanos/places.ts'
import { portBehind } from '../thanos/ports.ts'
import { type HttpServer, httpServersOf } from './servers.ts'

/** What a program connects to by HTTP, with one configuration of TLS. */
export interface HttpClient {
  /** `thanos rule in StatefulSet/thanos-rule`, `the scrape job thanos` */
  readonly title: string
  /** Of the address. */
  readonly place: ProblemPlace
  readonly scheme: string
  /** Where the scheme is not a part of the address. */
  readonly schemePlace?: ProblemPlace
  readonly tls: HttpClientTls
  readonly servers: readonly ReachedServer[]
}

export interface HttpClientTls {
  /** The containers that read the file of the authority. */
  readonly containers: readonly Container[]
  /** The path of the authority's certificate; undefined if the client accepts those of public authorities only. */
  readonly authority: string | undefined
  readonly serverName: string | undefined
  readonly verifies: boolean
  readonly hasCertificate: boolean
  /** Its path. */
  readonly certificate?: string | undefined
  readonly hasKey: boolean
  readonly place: ProblemPlace
}

export interface ReachedServer {
  readonly server: HttpServer
  /** The name to which the client connects; undefined if it connects to an IP address. */
  readonly host: string | undefined
}

/** The `tls_config` of Prometheus and Thanos. */
export function tlsOfFields(fields: unknown, containers: readonly Container[], place: ProblemPlace): HttpClientTls {
  const { ca_file, server_name, insecure_skip_verify, cert_file, cert, key_file, key }: Mapping = mappingOf(fields)
  return {
    containers,
    authority: stringOf(ca_file) || undefined,
    serverName: stringOf(server_name) || undefined,
    verifies: insecure_skip_verify !== true,
    certificate: stringOf(cert_file) || undefined,
    hasCertificate: (cert_file ?? cert ?? '') !== '',
    hasKey: (key_file ?? key ?? '') !== '',
    place,
  }
}

/**
 * The servers behind an address such as `dnssrv+_web._tcp.alertmanager.monitoring.svc` or `http://thanos-query:9090`, which
 * `namespace` completes.
 */
export function serversBehind(context: CheckContext, namespace: string, text: string): readonly ReachedServer[] {
  const address = text.includes('$') ? undefined : parseAddress(text)
  const service = address && serviceOf(context, { namespace }, address)
  if (address === undefined || service === undefined) return []
  const host = address.lookup === 'dns' || address.lookup === 'dnssrv' ? undefined : address.host
  return podsOf(context, service).flatMap((workload) => {
    const port = portBehind(service, workload, address)
    return httpServersOf(context, workload)
      .filter((server) => server.port === port)
      .map((server) => ({ server, host }))
  })
}
