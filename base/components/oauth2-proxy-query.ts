// The web page of the query for people: it opens after a sign-in at the OpenID Connect issuer.
import { setting } from '@thanos-gitops/manifest'
import { forQueryOfPeople, hostOf, queryHttp } from '../addresses.ts'
import { onlyWith, onlyWithout } from '../component-names.ts'
import { pods } from '../network.ts'
import { pageProxy } from '../oauth2-proxy.ts'
import { service as frontend } from './thanos-query-frontend.ts'

export default pageProxy({
  page: 'query',
  upstreams: [
    ...forQueryOfPeople((url) => `--upstream=${url}/`),
    // The queries of the page are split and cached.
    onlyWith(
      'thanos-query-frontend',
      `--upstream=${setting('scheme')}://${hostOf(frontend)}:${queryHttp.port}/api/v1/`,
    ),
  ],
  to: {
    to: [
      onlyWithout('thanos-query-global', pods('thanos-query')),
      onlyWith('thanos-query-global', pods('thanos-query-global')),
      onlyWith('thanos-query-frontend', pods('thanos-query-frontend')),
    ],
    ports: [{ port: 'http' }],
  },
})
