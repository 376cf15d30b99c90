// TLS of the gossip of Alertmanager, `--cluster.tls-config`: alertmanager, cluster/tls_config.go.
import { mappingOf } from '@thanos-gitops/manifest'
import { lastValue, programTitle } from '@thanos-gitops/workloads'
import type { CheckContext } from '../engine/check.ts'
import { programsNamed } from '../thanos/components.ts'
import { inDocument } from '../thanos/places.ts'
import { type HttpClient, tlsOfFields } from './client.ts'
import { tlsOfServer } from './servers.ts'

/** Each replica connects to the others, by their IP addresses. */
export const gossipClients = (context: CheckContext): readonly HttpClient[] =>
  programsNamed(context, 'alertmanager').flatMap((program) => {
    const { container } = program
    const document = context.documentAt(container, lastValue(program, 'cluster.tls-config') ?? '')
    if (document?.value === undefined) return []
    const { tls_server_config: server, tls_client_config: client } = mappingOf(document.value)
    const { kind, name } = container.workload
    const title = `the gossip of ${programTitle(program)} in ${kind}/${name}`
    return [
      {
        title,
        place: inDocument(document),
        scheme: 'https',
        schemePlace: inDocument(document),
        tls: tlsOfFields(
          client,
          [container],
          inDocument(document, ...(client === undefined ? [] : ['tls_client_config'])),
        ),
        servers: [
          {
            server: {
              container,
              title,
              port: 9094,
              tls: tlsOfServer(server, inDocument(document, 'tls_server_config')),
            },
            host: undefined,
          },
        ],
      },
    ]
  })
