import { listOf, mappingOf, stringOf } from '@thanos-gitops/manifest'
import { type Program, programTitle } from '@thanos-gitops/workloads'
import type { Address } from '../engine/addresses.ts'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { programsIn } from '../engine/programs.ts'
import { reachedPorts } from '../engine/reached-listeners.ts'
import { pathOf, probePrefix, routePrefix } from '../engine/web-server.ts'
import { expectedServers, isUrl, queryUrls } from './expected-server.ts'

export const routePrefixIsRequested: Check = {
  name: 'route-prefix-is-requested',
  question: 'addresses',
  severity: 'error',
  why: 'With --web.route-prefix, or a path in --web.external-url, a program serves everything below that path and answers 404 elsewhere: queries, alerts, scrapes and probes without the path fail.',
  remedy: 'Add the path to the address, or set --web.route-prefix=/ and let the proxy remove the path.',
  source: 'https://prometheus.io/docs/prometheus/latest/command-line/prometheus/',
  *run(context) {
    for (const { address } of expectedServers(context)) yield* addressProblems(context, address)
    for (const address of queryUrls(context)) yield* addressProblems(context, address)
    for (const program of programsIn(context)) yield* probeProblems(program)
  },
}

function* addressProblems(context: CheckContext, address: Address): Iterable<Problem> {
  const path = requestedPath(context, address)
  const program = reachedPorts(context, address).find(({ listener }) => listener?.protocol === 'HTTP')?.listener
    ?.program
  if (program === undefined || path === undefined) return
  const prefix = routePrefix(program)
  if (prefix === '' || isBelow(path, prefix) || (program.name === 'thanos' && isScrape(address))) return
  const { workload } = program.container
  yield {
    object: address.object,
    pointer: address.pointer,
    offset: address.offset,
    message: `${address.text} does not request the path ${prefix}, below which ${programTitle(program)} in ${workload.kind}/${workload.name} serves everything.`,
    remedy: remedyFor(address, prefix),
  }
}

const isBelow = (path: string, prefix: string): boolean => path === prefix || path.startsWith(`${prefix}/`)

const isScrape = ({ pointer }: Address): boolean => pointer.includes('/scrape_configs/')

/** Static targets and Alertmanagers of a ruler are without a path, which is in another field of the same configuration. */
const entryPattern = /^(.*)\/(scrape_configs|alertmanagers)\/(\d+)\/static_configs\/\d+(?:\/targets\/\d+)?$/

function requestedPath(context: CheckContext, address: Address): string | undefined {
  if (isUrl(address)) return pathOf(address.text.replace(/^\w+\+/, ''))
  const [, , list, index] = entryPattern.exec(address.pointer) ?? []
  if (list === undefined) return undefined
  const document = context.documentsOf(address.object).find(({ pointer }) => address.pointer.startsWith(`${pointer}/`))
  const value = mappingOf(document?.value)
  const entries =
    list === 'scrape_configs' ? value.scrape_configs : (value.alertmanagers ?? mappingOf(value.alerting).alertmanagers)
  const { metrics_path: metricsPath = '/metrics', path_prefix: pathPrefix = '' } = mappingOf(
    listOf(entries)[Number(index)],
  )
  return stringOf(list === 'scrape_configs' ? metricsPath : pathPrefix)
}

function remedyFor(address: Address, prefix: string): string {
  if (isUrl(address)) return `Add ${prefix} to the URL: ${withPath(address.text, prefix)}`
  return isScrape(address) ? `Set metrics_path: ${prefix}/metrics.` : `Set path_prefix: ${prefix}.`
}

const withPath = (url: string, prefix: string): string => url.replace(/^([^/]*\/\/[^/?#]*)/, `$1${prefix}`)

const probes = ['readinessProbe', 'livenessProbe', 'startupProbe']

function* probeProblems(program: Program): Iterable<Problem> {
  const prefix = probePrefix(program)
  if (prefix === '') return
  const { container } = program
  for (const probe of probes) {
    const path = stringOf(mappingOf(mappingOf(container.fields[probe]).httpGet).path)
    // The root redirects to the prefix.
    if (path !== undefined && path !== '/' && !isBelow(path, prefix))
      yield {
        object: container.workload.object,
        pointer: `${container.pointer}/${probe}/httpGet/path`,
        message: `the ${probe} requests ${path}, but ${programTitle(program)} serves everything below ${prefix}.`,
        remedy: `Use the path ${prefix}${path}.`,
      }
  }
}
