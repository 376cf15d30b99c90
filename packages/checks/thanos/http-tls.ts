import { mappingOf } from '@thanos-gitops/manifest'
import { lastValue, type Program } from '@thanos-gitops/workloads'
import type { CheckContext } from '../engine/check.ts'
import { inDocument, type ProblemPlace, placeOfFlag } from './places.ts'

/** TLS of the HTTP server of a program; undefined without TLS, and if no manifest contains its configuration. */
export interface HttpTls {
  readonly requiresCertificate: boolean
  readonly place: ProblemPlace
}

/** `--http.config` of Thanos, `--web.config.file` of Prometheus and Alertmanager. */
export function httpTls(context: CheckContext, program: Program): HttpTls | undefined {
  const path = webConfigPath(program)
  const document = path === undefined ? undefined : context.documentAt(program.container, path)
  const { tls_server_config: tls } = mappingOf(document?.value)
  if (document === undefined || tls === undefined || tls === null) return undefined
  const { client_auth_type: type } = mappingOf(tls)
  return {
    requiresCertificate: type === 'RequireAndVerifyClientCert' || type === 'RequireAnyClientCert',
    place: inDocument(document, 'tls_server_config'),
  }
}

const webConfigPath = (program: Program): string | undefined =>
  lastValue(program, program.name === 'thanos' ? 'http.config' : 'web.config.file') || undefined

/** Whether a program has a web configuration that no manifest contains. */
export function hasUnknownWebConfig(context: CheckContext, program: Program): boolean {
  const path = webConfigPath(program)
  return path !== undefined && context.documentAt(program.container, path) === undefined
}

/** TLS of the remote-write server of a receiver; it has flags of its own. */
export const remoteWriteTls = (program: Program): ProblemPlace | undefined =>
  (lastValue(program, 'remote-write.server-tls-cert') ?? '') === ''
    ? undefined
    : placeOfFlag(program, 'remote-write.server-tls-cert')
