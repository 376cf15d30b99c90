// The web page of Grafana for people: it opens after a sign-in at the OpenID Connect issuer.
import { setting } from '@thanos-gitops/manifest'
import { hostOf } from '../addresses.ts'
import { pods } from '../network.ts'
import { pageProxy } from '../oauth2-proxy.ts'
import { service as grafana, http } from './grafana.ts'

export default pageProxy({
  page: 'grafana',
  upstreams: [`--upstream=${setting('scheme')}://${hostOf(grafana)}:${http.port}/`],
  to: { to: [pods('grafana')], ports: [{ port: 'http' }] },
})
