// The scrapes of a Prometheus of prometheus-operator: the endpoints of PodMonitors.
import { listOf, type Mapping, mappingOf, stringOf } from '@thanos-gitops/manifest'
import type { CheckContext } from '../engine/check.ts'
import type { DiscoveredTarget } from '../wiring/discovered-targets.ts'
import { type Monitor, type MonitorEndpoint, monitorsIn, selectedTargets } from '../wiring/monitors.ts'
import { labelAfter } from '../wiring/relabel.ts'
import type { HttpClient, ReachedServer } from './client.ts'
import { httpServersOf } from './servers.ts'

export const monitorClients = (context: CheckContext): readonly HttpClient[] =>
  monitorsIn(context)
    .filter(({ kind }) => kind === 'PodMonitor')
    .flatMap((monitor) => monitor.endpoints.flatMap((endpoint) => clientsOf(context, monitor, endpoint)))

/** One client for each scheme that relabelling leads to. */
function clientsOf(
  context: CheckContext,
  monitor: Monitor,
  { fields, pointer }: MonitorEndpoint,
): readonly HttpClient[] {
  const { object } = monitor
  const at = (field: string) => ({ object, pointer: field in fields ? `${pointer}/${field}` : pointer })
  const { ca, serverName, insecureSkipVerify, cert, keySecret } = mappingOf(fields.tlsConfig)
  const found = selectedTargets(context, monitor).flatMap(({ pods }) =>
    pods?.workload === undefined ? [] : serversOf(context, pods.workload, fields),
  )
  return [...Map.groupBy(found, ({ scheme }) => scheme)].map(([scheme, reached]) => ({
    title: `${object.object.kind}/${object.object.metadata.name}`,
    place: { object, pointer },
    schemePlace: at('scheme'),
    scheme,
    tls: {
      // The operator reads the authority from a Secret, and gives it to its own Prometheus.
      containers: [],
      authority: ca === undefined ? undefined : 'ca',
      serverName: stringOf(serverName),
      verifies: insecureSkipVerify !== true,
      hasCertificate: cert !== undefined,
      hasKey: keySecret !== undefined,
      place: at('tlsConfig'),
    },
    servers: reached.map(({ server }): ReachedServer => ({ server, host: undefined })),
  }))
}

type Workload = Parameters<typeof httpServersOf>[1]

function serversOf(context: CheckContext, workload: Workload, fields: Mapping) {
  return httpServersOf(context, workload).flatMap((server) => {
    const { container } = server
    if (!container.ports.some(({ name, containerPort }) => name === fields.port && containerPort === server.port))
      return []
    const scheme = schemeOf(container.name, fields)
    return scheme === undefined ? [] : [{ server, scheme }]
  })
}

/** Undefined if the manifests do not show it. */
function schemeOf(container: string, { scheme, relabelings }: Mapping): string | undefined {
  const labels = { __meta_kubernetes_pod_container_name: container }
  const target: Pick<DiscoveredTarget, 'labels' | 'isKnown'> = { labels, isKnown: () => false }
  const steps = listOf(relabelings).map((step) => inFile(mappingOf(step)))
  return labelAfter(target as DiscoveredTarget, steps, '__scheme__', (stringOf(scheme) ?? 'http').toLowerCase())
}

/** A step with the names of Prometheus' configuration file. */
const inFile = ({ sourceLabels, targetLabel, ...step }: Mapping): Mapping => ({
  ...step,
  ...(sourceLabels === undefined ? {} : { source_labels: sourceLabels }),
  ...(targetLabel === undefined ? {} : { target_label: targetLabel }),
})
