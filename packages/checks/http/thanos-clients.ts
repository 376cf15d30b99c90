// The HTTP connections of Thanos components: of rulers, query frontends and sidecars.
import { listOf, mappingOf, stringOf } from '@thanos-gitops/manifest'
import { lastUse, lastValue, type Program, programTitle } from '@thanos-gitops/workloads'
import type { CheckContext } from '../engine/check.ts'
import { argumentsPlace, flagPlace } from '../engine/programs.ts'
import { thanosPrograms } from '../thanos/components.ts'
import { configOf } from '../thanos/config-documents.ts'
import { inDocument, type ProblemPlace, placeOfFlag } from '../thanos/places.ts'
import { sidecarPairs } from '../thanos/prometheus.ts'
import { type HttpClient, type HttpClientTls, serversBehind, tlsOfFields } from './client.ts'
import { httpServersOf } from './servers.ts'

export const thanosClients = (context: CheckContext): readonly HttpClient[] => [
  ...thanosPrograms(context, 'rule').flatMap((ruler) => [
    ...flagClients(context, ruler, 'query', tlsOfFields({}, [ruler.container], argumentsPlace(ruler))),
    ...listedClients(context, ruler, 'query.config', []),
    ...listedClients(context, ruler, 'alertmanagers.config', ['alertmanagers']),
  ]),
  ...thanosPrograms(context, 'query-frontend').flatMap((frontend) =>
    flagClients(
      context,
      frontend,
      'query-frontend.downstream-url',
      tlsOfConfig(context, frontend, 'query-frontend.downstream-tripper-config'),
    ),
  ),
  ...sidecarPairs(context).flatMap(({ prometheus, sidecar }) => sidecarClients(context, prometheus, sidecar)),
]

const titleOf = (program: Program): string =>
  `${programTitle(program)} in ${program.container.workload.kind}/${program.container.workload.name}`

/** The `tls_config` of a configuration, or none. */
function tlsOfConfig(context: CheckContext, program: Program, name: string): HttpClientTls {
  const document = configOf(context, program, name)
  const fields = mappingOf(document?.value).tls_config
  const place: ProblemPlace =
    document === undefined
      ? argumentsPlace(program)
      : document.object === program.container.workload.object
        ? placeOfFlag(program, name)
        : inDocument(document, ...(fields === undefined ? [] : ['tls_config']))
  return tlsOfFields(fields, [program.container], place)
}

function flagClients(context: CheckContext, program: Program, flag: string, tls: HttpClientTls): readonly HttpClient[] {
  const { namespace } = program.container.workload
  return program.uses
    .filter(({ name, value }) => name === flag && value !== undefined)
    .map((use) => ({
      title: titleOf(program),
      place: flagPlace(program, use),
      scheme: /^(?:dns\w*\+)?https:/.test(use.value!) ? 'https' : 'http',
      tls,
      servers: serversBehind(context, namespace, use.value!),
    }))
}

/** A list of clients with `scheme`, `http_config` and `static_configs`. */
function listedClients(
  context: CheckContext,
  program: Program,
  flag: string,
  steps: readonly string[],
): readonly HttpClient[] {
  const document = configOf(context, program, flag)
  if (document === undefined) return []
  const { namespace } = program.container.workload
  const clients = listOf(steps.reduce<unknown>((value, step) => mappingOf(value)[step], document.value))
  return clients.flatMap((entry, index) => {
    const fields = mappingOf(entry)
    const { tls_config: tlsFields } = mappingOf(fields.http_config)
    const at = (...names: readonly (string | number)[]) => inDocument(document, ...steps, index, ...names)
    const tls = tlsOfFields(
      tlsFields,
      [program.container],
      at(...(tlsFields === undefined ? [] : ['http_config', 'tls_config'])),
    )
    return listOf(fields.static_configs)
      .map(String)
      .map((text, position): HttpClient => {
        const own = /^(?:dns\w*\+)?(https?):\/\//.exec(text)?.[1]
        return {
          title: titleOf(program),
          place: at('static_configs', position),
          scheme: own ?? stringOf(fields.scheme) ?? 'http',
          ...(own === undefined && { schemePlace: at(...('scheme' in fields ? ['scheme'] : [])) }),
          tls,
          servers: serversBehind(context, namespace, text),
        }
      })
  })
}

/** The check sidecar-reaches-prometheus compares the schemes. */
function sidecarClients(context: CheckContext, prometheus: Program, sidecar: Program): readonly HttpClient[] {
  const use = lastUse(sidecar, 'prometheus.url')
  if (use === undefined) return []
  const [server] = httpServersOf(context, prometheus.container.workload).filter(
    ({ container }) => container === prometheus.container,
  )
  return [
    {
      title: titleOf(sidecar),
      place: flagPlace(sidecar, use),
      scheme: /^https:/.test(use.value ?? '') ? 'https' : 'http',
      tls: tlsOfConfig(context, sidecar, 'prometheus.http-client'),
      servers: server === undefined ? [] : [{ server, host: hostOf(lastValue(sidecar, 'prometheus.url') ?? '') }],
    },
  ]
}

const hostOf = (url: string): string => URL.parse(url)?.hostname ?? ''
