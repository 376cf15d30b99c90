// The web page of Alertmanager for people: it opens after a sign-in at the OpenID Connect issuer.
import { hostOf } from '../addresses.ts'
import { pods } from '../network.ts'
import { pageProxy } from '../oauth2-proxy.ts'
import { service as alertmanager, web } from './alertmanager.ts'

export default pageProxy({
  page: 'alertmanager',
  upstreams: [`--upstream=http://${hostOf(alertmanager)}:${web.port}/`],
  to: { to: [pods('alertmanager')], ports: [{ port: 'web' }] },
})
