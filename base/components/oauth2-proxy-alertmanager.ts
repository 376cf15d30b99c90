// The web page of Alertmanager for people: it opens after a sign-in at the OpenID Connect issuer.
import { setting } from '@thanos-gitops/manifest'
import { hostOf } from '../addresses.ts'
import { pods } from '../network.ts'
import { pageProxy } from '../oauth2-proxy.ts'
import { service as alertmanager, web } from './alertmanager.ts'

export default pageProxy({
  page: 'alertmanager',
  upstreams: [`--upstream=${setting('scheme')}://${hostOf(alertmanager)}:${web.port}/`],
  to: { to: [pods('alertmanager')], ports: [{ port: 'web' }] },
})
