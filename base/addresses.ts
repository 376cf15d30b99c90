import { type ExternalUrlSetting, setting } from '@thanos-gitops/manifest'
import { onlyWith, onlyWithout } from './component-names.ts'

/** The full name of a Service: it resolves with any DNS search path of a pod. */
export const hostOf = (service: { metadata: { name: string } }): string =>
  `${service.metadata.name}.${setting('namespace')}.svc.${setting('clusterDomain')}`

/** An SRV name: it resolves to one record for each ready pod behind the named port of a headless Service. */
export const srvOf = (service: { metadata: { name: string } }, port: { name: string }): string =>
  `_${port.name}._tcp.${hostOf(service)}`

// The HTTP address of the query is defined here because its clients (ruler, query frontend) and the query need each
// other's addresses, and modules must not import each other in a circle.
export const queryHttp = { name: 'http', port: 9090, targetPort: 'http' }
export const queryAddress = `${hostOf({ metadata: { name: 'thanos-query' } })}:${queryHttp.port}`
export const queryUrl = `${setting('scheme')}://${queryAddress}`

/** Each client for people asks the query of all clusters if there is one. The ruler does not: its rules are about its own cluster. */
export const globalQuery = { metadata: { name: 'thanos-query-global' } } as const
const globalQueryUrl = `${setting('scheme')}://${hostOf(globalQuery)}:${queryHttp.port}`

/** The value for the query that clients for people ask. */
export const forQueryOfPeople = <T extends object | string>(value: (url: string) => T): readonly [T, T] => [
  onlyWithout('thanos-query-global', value(queryUrl)),
  onlyWith('thanos-query-global', value(globalQueryUrl)),
]

/** The address at which people open a program, for links in alerts. The program serves `/`: a proxy removes the path. */
export const pageAt = (name: ExternalUrlSetting) => [
  onlyWith(name, `--web.external-url=${setting(name)}`),
  onlyWith(name, '--web.route-prefix=/'),
]

/** The source of alerts of the ruler is a link to their query. */
export const alertSource = onlyWith('externalUrls.query', `--alert.query-url=${setting('externalUrls.query')}`)
