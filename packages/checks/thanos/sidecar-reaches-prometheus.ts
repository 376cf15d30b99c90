import { lastUse, lastValue, type Program, valueOrDefault } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { lineOf } from '../engine/line-of.ts'
import { argumentsPlace, flagPlace } from '../engine/programs.ts'
import { usesObjectStorage } from './components.ts'
import { hasUnknownWebConfig, httpTls } from './http-tls.ts'
import { placeOfFlag } from './places.ts'
import { portOf } from './ports.ts'
import { agentFlag, sidecarPairs } from './prometheus.ts'

export const sidecarReachesPrometheus: Check = {
  name: 'sidecar-reaches-prometheus',
  question: 'addresses',
  severity: 'error',
  why: 'A sidecar reads the external labels and the series from Prometheus. If it does not reach Prometheus, it is never ready, uploads nothing, and the recent series are missing in every response.',
  remedy:
    'Set --prometheus.url to http://localhost, the port of --web.listen-address and the path of --web.route-prefix.',
  source: 'https://thanos.io/tip/components/sidecar.md/',
  *run(context) {
    for (const { prometheus, sidecar } of sidecarPairs(context)) {
      yield* urlProblems(context, prometheus, sidecar)
      yield* agentProblems(prometheus, sidecar)
    }
  },
}

function* urlProblems(context: CheckContext, prometheus: Program, sidecar: Program): Iterable<Problem> {
  const use = lastUse(sidecar, 'prometheus.url')
  const text = use?.value ?? valueOrDefault(sidecar, 'prometheus.url') ?? ''
  const url = URL.parse(text)
  if (text.includes('$') || url === null || !isLocal(url.hostname)) return
  const port = portOf(lastValue(prometheus, 'web.listen-address') ?? ':9090')
  const scheme = httpTls(context, prometheus) ? 'https' : 'http'
  const prefix = routePrefix(prometheus)
  const isRight =
    (port === undefined || Number(url.port || (url.protocol === 'https:' ? 443 : 80)) === port) &&
    url.pathname.replace(/\/$/, '') === prefix &&
    (hasUnknownWebConfig(context, prometheus) || url.protocol === `${scheme}:`)
  if (isRight) return
  const right = `${scheme}://localhost:${port}${prefix}`
  yield {
    ...(use ? flagPlace(sidecar, use) : argumentsPlace(sidecar)),
    message: `${text} is not the address of Prometheus, which is ${right} (${lineOf(placeOfFlag(prometheus, 'web.route-prefix', 'web.listen-address', 'web.external-url'))}).`,
    remedy: `Set --prometheus.url=${right}.`,
  }
}

const isLocal = (host: string): boolean => /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(host)

/** The path of --web.route-prefix, or of --web.external-url, without a slash at the end. */
function routePrefix(prometheus: Program): string {
  const prefix =
    lastValue(prometheus, 'web.route-prefix') ?? URL.parse(lastValue(prometheus, 'web.external-url') ?? '')?.pathname
  return (prefix ?? '').replace(/^\/?/, '/').replace(/\/+$/, '')
}

/** An agent sends all samples away and has no blocks. */
function* agentProblems(prometheus: Program, sidecar: Program): Iterable<Problem> {
  const use = agentFlag(prometheus)
  if (use === undefined) return
  yield {
    ...flagPlace(prometheus, use),
    message: `Prometheus runs as an agent, so the sidecar has no series to serve${usesObjectStorage(sidecar) ? ' and no blocks to upload' : ''}.`,
    remedy: 'Remove the sidecar and write to a receiver, or remove the agent mode.',
  }
}
