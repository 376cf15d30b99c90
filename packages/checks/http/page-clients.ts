// The HTTP connections of Grafana, and of the proxies in front of web pages.
import { mappingOf, stringOf } from '@thanos-gitops/manifest'
import { type Container, recognizeProgram } from '@thanos-gitops/workloads'
import { provisionedDatasources } from '../configuration/grafana.ts'
import type { CheckContext } from '../engine/check.ts'
import { inContainer, inDocument } from '../thanos/places.ts'
import { type HttpClient, serversBehind } from './client.ts'

export const pageClients = (context: CheckContext): readonly HttpClient[] => [
  ...datasourceClients(context),
  ...context.containers
    .filter((container) => recognizeProgram(container)?.name === 'oauth2-proxy')
    .flatMap((container) => proxyClients(context, container)),
]

/** https://grafana.com/docs/grafana/latest/datasources/prometheus/configure/#provision-the-data-source */
const datasourceClients = (context: CheckContext): readonly HttpClient[] =>
  provisionedDatasources(context).flatMap(({ document, index, fields }) => {
    const users = context.usersOf(document.object)
    const url = stringOf(fields.url)
    if (url === undefined || users.length === 0) return []
    const json = mappingOf(fields.jsonData)
    const authority = json.tlsAuthWithCACert === true ? stringOf(mappingOf(fields.secureJsonData).tlsCACert) : undefined
    const containers = users.flatMap((workload) =>
      workload.containers.filter((container) => recognizeProgram(container)?.name === 'grafana'),
    )
    return [
      {
        title: `the datasource ${String(fields.name)}`,
        place: inDocument(document, 'datasources', index, 'url'),
        scheme: /^https:/.test(url) ? 'https' : 'http',
        tls: {
          containers,
          authority: /^\$__file\{(.*)\}$/.exec(authority ?? '')?.[1] ?? authority,
          serverName: stringOf(json.serverName) || undefined,
          verifies: json.tlsSkipVerify !== true,
          hasCertificate: json.tlsAuth === true,
          hasKey: json.tlsAuth === true,
          place: inDocument(document, 'datasources', index, ...('jsonData' in fields ? ['jsonData'] : [])),
        },
        servers: serversBehind(context, users[0]!.namespace, url),
      },
    ]
  })

/** An upstream of oauth2-proxy has the authorities of the issuer: pkg/validation/options.go, pkg/upstream/http.go. */
function proxyClients(context: CheckContext, container: Container): readonly HttpClient[] {
  const { workload } = container
  const use = (flag: string) => container.arguments.findLast((argument) => argument.flag === flag)
  const authority = use('--provider-ca-file')
  return container.arguments
    .filter(({ flag, value }) => flag === '--upstream' && value !== undefined)
    .map(({ value, valuePointer, valueOffset }) => ({
      title: `oauth2-proxy in ${workload.kind}/${workload.name}`,
      place: { object: workload.object, pointer: valuePointer, offset: valueOffset },
      scheme: /^https:/.test(value!) ? 'https' : 'http',
      tls: {
        containers: [container],
        authority: authority?.value,
        serverName: undefined,
        verifies: use('--ssl-upstream-insecure-skip-verify') === undefined,
        hasCertificate: false,
        hasKey: false,
        place: authority
          ? { object: workload.object, pointer: authority.valuePointer, offset: authority.valueOffset }
          : inContainer(container, 'args'),
      },
      servers: serversBehind(context, workload.namespace, value!),
    }))
}
