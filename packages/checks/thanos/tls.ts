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
  readonly place: ProblemPlace
}

export interface ClientTls {
  readonly isEnabled: boolean
  readonly hasCertificate: boolean
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
    place: use ? flagPlace(program, use) : argumentsPlace(program),
  }
}

/** @param prefix of the flags: `grpc-client` or `remote-write.client` */
export const clientTls = (program: Program, prefix: string): ClientTls => ({
  isEnabled: isOn(program, `${prefix}-tls-secure`),
  hasCertificate: isSet(program, `${prefix}-tls-cert`),
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
    verifies: tls.insecure_skip_verify !== true,
    serverName,
  }
}

const enablingFields = ['cert_file', 'key_file', 'ca_file', 'insecure_skip_verify']

const hasText = (fields: Mapping, name: string): boolean => (stringOf(fields[name]) ?? '') !== ''

export const isSet = (program: Program, name: string): boolean => (lastValue(program, name) ?? '') !== ''
