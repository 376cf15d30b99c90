// The web page of Prometheus for people: it opens after a sign-in at the OpenID Connect issuer.
import { setting } from '@thanos-gitops/manifest'
import { hostOf } from '../addresses.ts'
import { pods } from '../network.ts'
import { pageProxy } from '../oauth2-proxy.ts'
import { service as prometheus } from './prometheus.ts'

export default pageProxy({
  page: 'prometheus',
  upstreams: [`--upstream=${setting('scheme')}://${hostOf(prometheus)}:9090/`],
  to: { to: [pods('prometheus')], ports: [{ port: 'web' }] },
})
