import { mappingOf } from '@thanos-gitops/manifest'
import { lastValue, type Program } from '@thanos-gitops/workloads'
import type { CheckContext } from './check.ts'

/** The path before all paths of the web server of a program, without a slash at the end; empty for most programs. */
export function routePrefix(program: Program): string {
  const prefix =
    lastValue(program, 'web.route-prefix') ??
    (program.name === 'thanos' ? defaultOfThanos(program) : pathOf(lastValue(program, 'web.external-url') ?? ''))
  return withoutSlash(prefix)
}

/** Prometheus and Alertmanager serve probes and metrics below the prefix, Thanos at the root: web/web.go, pkg/server/http/http.go. */
export const probePrefix = (program: Program): string => (program.name === 'thanos' ? '' : routePrefix(program))

/** Only a query takes the route prefix from the external prefix: cmd/thanos/query.go. */
const defaultOfThanos = (program: Program): string =>
  program.command === 'query' ? (lastValue(program, 'web.external-prefix') ?? '') : ''

function withoutSlash(prefix: string): string {
  const trimmed = prefix.replace(/^\/+|\/+$/g, '')
  return trimmed === '' ? '' : `/${trimmed}`
}

/** The path of a URL. */
export const pathOf = (url: string): string => /^[a-z0-9+]+:\/\/[^/?#]*([^?#]*)/i.exec(url)?.[1] ?? ''

/** Whether the web server of a program accepts only TLS; undefined if the manifests do not show its configuration. */
export function usesTls(context: CheckContext, program: Program): boolean | undefined {
  const path = lastValue(program, program.name === 'thanos' ? 'http.config' : 'web.config.file')
  if (path === undefined || path === '') return false
  const document = context.documentAt(program.container, path)
  if (document?.value === undefined) return undefined
  return mappingOf(document.value).tls_server_config !== undefined
}
