// TLS of the two ends of a connection, from the flags and files of Thanos components.

import { type Mapping, mappingOf, stringOf } from '@thanos-gitops/manifest'
import { isOn, lastUse, lastValue, type Program } from '@thanos-gitops/workloads'
import { argumentsPlace, flagPlace } from '../engine/programs.ts'
import type { Endpoint } from './endpoints.ts'
import type { ProblemPlace } from './places.ts'

export interface ServerTls {
  readonly isEnabled: boolean
  /** Whether it refuses clients without a certificate. */
  readonly requiresCertificate: boolean
  /** The path of its certificate. */
  readonly certificate: string | undefined
  /** The path of the authority of its clients. */
  readonly clientAuthority: string | undefined
  readonly place: ProblemPlace
}

export interface ClientTls {
  readonly isEnabled: boolean
  readonly hasCertificate: boolean
  /** The paths of its certificate, of its key, and of the authority that it trusts. */
  readonly certificate: string | undefined
  readonly key: string | undefined
  readonly authority: string | undefined
  /** Whether it checks that the certificate of the server is for the name that it dials. */
  readonly verifies: boolean
  /** The name that replaces the one that it dials. */
  readonly serverName: string | undefined
}

/** @param prefix of the flags: `grpc-server-tls` or `remote-write.server-tls` */
export function serverTls(program: Program, prefix: string): ServerTls {
  const certificate = lastValue(program, `${prefix}-cert`)
  const use = lastUse(program, `${prefix}-client-ca`) ?? lastUse(program, `${prefix}-cert`)
  return {
    isEnabled: isSet(program, `${prefix}-cert`) || isSet(program, `${prefix}-key`),
    requiresCertificate: isSet(program, `${prefix}-client-ca`),
    certificate,
    clientAuthority: lastValue(program, `${prefix}-client-ca`) || undefined,
    place: use ? flagPlace(program, use) : argumentsPlace(program),
  }
}

/** @param prefix of the flags: `grpc-client` or `remote-write.client` */
export const clientTls = (program: Program, prefix: string): ClientTls => ({
  isEnabled: isOn(program, `${prefix}-tls-secure`),
  hasCertificate: isSet(program, `${prefix}-tls-cert`),
  certificate: lastValue(program, `${prefix}-tls-cert`) || undefined,
  key: lastValue(program, `${prefix}-tls-key`) || undefined,
  authority: lastValue(program, `${prefix}-tls-ca`) || undefined,
  verifies: !isOn(program, `${prefix}-tls-skip-verify`),
  serverName: lastValue(program, `${prefix}-server-name`) || undefined,
})

/** Of an endpoint of a query: its own settings in the file, or the flags of the query if it has none. */
export function endpointTls(query: Program, { client }: Endpoint): ClientTls {
  const tls = mappingOf(client.tls_config)
  const serverName = stringOf(client.server_name) || undefined
  if (Object.keys(tls).length === 0 && serverName === undefined) return clientTls(query, 'grpc-client')
  return {
    isEnabled:
      typeof tls.enabled === 'boolean' ? tls.enabled : enablingFields.some((field) => tls[field] !== undefined),
    hasCertificate: hasText(tls, 'cert_file'),
    certificate: stringOf(tls.cert_file) || undefined,
    key: stringOf(tls.key_file) || undefined,
    authority: stringOf(tls.ca_file) || undefined,
    verifies: tls.insecure_skip_verify !== true,
    serverName,
  }
}

const enablingFields = ['cert_file', 'key_file', 'ca_file', 'insecure_skip_verify']

const hasText = (fields: Mapping, name: string): boolean => (stringOf(fields[name]) ?? '') !== ''

export const isSet = (program: Program, name: string): boolean => (lastValue(program, name) ?? '') !== ''
