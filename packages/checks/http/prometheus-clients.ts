// The HTTP connections in the configuration of Prometheus: scrapes, alerts, and remote write.
import { listOf, type Mapping, mappingOf, stringOf } from '@thanos-gitops/manifest'
import type { CheckContext } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'
import { programsNamed } from '../thanos/components.ts'
import { inDocument } from '../thanos/places.ts'
import { configurationOf } from '../thanos/prometheus.ts'
import { certainlyPasses, labelAfter } from '../wiring/relabel.ts'
import { closedTargets } from '../wiring/scrape-jobs-select-targets.ts'
import { type HttpClient, type ReachedServer, serversBehind, tlsOfFields } from './client.ts'
import { httpServersOf } from './servers.ts'

export const prometheusClients = (context: CheckContext): readonly HttpClient[] =>
  programsNamed(context, 'prometheus').flatMap((program) => {
    const document = configurationOf(context, program)?.document
    if (document === undefined) return []
    const reader = { context, document, container: program.container }
    const { scrape_configs: jobs, alerting, remote_write: writes } = mappingOf(document.value)
    return [
      ...listOf(jobs).flatMap((job, position) => scrapeClients(reader, mappingOf(job), position)),
      ...listOf(mappingOf(alerting).alertmanagers).flatMap((one, position) =>
        alertClients(reader, mappingOf(one), position),
      ),
      ...listOf(writes).flatMap((one, position) => writeClients(reader, mappingOf(one), position)),
    ]
  })

interface Reader {
  readonly context: CheckContext
  readonly document: EmbeddedDocument
  readonly container: HttpClient['tls']['containers'][number]
}

/** One client for each scheme that relabelling leads to. */
function scrapeClients({ context, document, container }: Reader, job: Mapping, index: number): readonly HttpClient[] {
  const steps = listOf(job.relabel_configs)
  const scheme = stringOf(job.scheme) ?? 'http'
  const at = (field: string) => inDocument(document, 'scrape_configs', index, ...(field in job ? [field] : []))
  const common = {
    title: `the scrape job ${String(job.job_name)}`,
    place: at('job_name'),
    schemePlace: at('scheme'),
    tls: tlsOfFields(job.tls_config, [container], at('tls_config')),
  }
  const targets = (closedTargets(context, document, job) ?? [])
    .filter((target) => certainlyPasses(target, steps))
    .flatMap((target) => {
      const used = labelAfter(target, steps, '__scheme__', scheme)
      return target.endpoint === undefined || used === undefined ? [] : [{ ...target.endpoint, scheme: used }]
    })
  const discovered = [...Map.groupBy(targets, (target) => target.scheme)].map(([used, ofScheme]) => ({
    ...common,
    scheme: used,
    servers: ofScheme.flatMap(({ workload, port }): readonly ReachedServer[] =>
      httpServersOf(context, workload)
        .filter((server) => server.port === port)
        .map((server) => ({ server, host: undefined })),
    ),
  }))
  const { namespace } = container.workload
  const listed = listOf(job.static_configs).flatMap((group) => listOf(mappingOf(group).targets).map(String))
  const ofList = { ...common, scheme, servers: listed.flatMap((text) => serversBehind(context, namespace, text)) }
  return steps.length === 0 ? [...discovered, ofList] : discovered
}

function alertClients({ context, document, container }: Reader, fields: Mapping, index: number): readonly HttpClient[] {
  const { namespace } = container.workload
  const at = (...steps: readonly (string | number)[]) =>
    inDocument(document, 'alerting', 'alertmanagers', index, ...steps)
  const common = {
    title: 'Prometheus, which sends alerts,',
    scheme: stringOf(fields.scheme) ?? 'http',
    schemePlace: at(...('scheme' in fields ? ['scheme'] : [])),
    tls: tlsOfFields(fields.tls_config, [container], at(...('tls_config' in fields ? ['tls_config'] : []))),
  }
  const listed = listOf(fields.static_configs).flatMap((group, position) =>
    listOf(mappingOf(group).targets).map((target, place) => ({
      ...common,
      place: at('static_configs', position, 'targets', place),
      servers: serversBehind(context, namespace, String(target)),
    })),
  )
  const resolved = listOf(fields.dns_sd_configs).flatMap((discovery, position) => {
    const { names, type = 'SRV', port } = mappingOf(discovery)
    return listOf(names).map((name, place) => ({
      ...common,
      place: at('dns_sd_configs', position, 'names', place),
      servers: resolvedServers(context, namespace, String(name), type === 'SRV' ? undefined : Number(port)),
    }))
  })
  return [...listed, ...resolved]
}

/** An SRV record has the name of a pod, below that of its Service. The other records have an IP address. */
const resolvedServers = (
  context: CheckContext,
  namespace: string,
  name: string,
  port: number | undefined,
): readonly ReachedServer[] =>
  serversBehind(context, namespace, port === undefined ? name : `${name}:${port}`).map(({ server }) => ({
    server,
    host: port === undefined ? `pod.${name.replace(/^_[^.]+\._tcp\./, '')}` : undefined,
  }))

function writeClients({ context, document, container }: Reader, fields: Mapping, index: number): readonly HttpClient[] {
  const url = stringOf(fields.url) ?? ''
  const at = (field: string) => inDocument(document, 'remote_write', index, ...(field in fields ? [field] : []))
  return [
    {
      title: 'Prometheus, which writes samples,',
      place: at('url'),
      scheme: /^https:/.test(url) ? 'https' : 'http',
      tls: tlsOfFields(fields.tls_config, [container], at('tls_config')),
      servers: serversBehind(context, container.workload.namespace, url),
    },
  ]
}
