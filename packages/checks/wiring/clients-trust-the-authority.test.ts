import { describe, expect, it } from 'vitest'
import { problemsIn } from '../engine/testing.ts'
import { certificate, frontend, query, scrape } from '../http/testing.ts'
import { clientsTrustTheAuthority } from './clients-trust-the-authority.ts'

const found = (yaml: string): string[] =>
  problemsIn(clientsTrustTheAuthority, yaml).map((text) =>
    text.replace(/^\d+: /, '').replaceAll(/a\.yaml:\d+/g, 'a.yaml:N'),
  )
const trusting = '{tls_config: {ca_file: /tls/ca.crt}}'
const server = 'thanos query in Deployment/thanos-query'
const client = 'thanos query-frontend in Deployment/frontend'

describe('clients-trust-the-authority', () => {
  it.each<[what: string, yaml: string, message: string]>([
    [
      'a client without an authority',
      query + frontend('{}'),
      `Deployment/frontend: ${client} trusts public authorities only, but ClusterIssuer/internal-ca signs the certificate of ${server} (a.yaml:N).`,
    ],
    [
      'a scrape job without an authority',
      query + scrape('scheme: https'),
      `ConfigMap/prometheus: the scrape job pods trusts public authorities only, but ClusterIssuer/internal-ca signs the certificate of ${server} (a.yaml:N).`,
    ],
    [
      'a file that no volume contains',
      query + frontend('{tls_config: {ca_file: /tls/ca.pem}}'),
      `Deployment/frontend: no volume contains /tls/ca.pem, the authority that ${client} trusts.`,
    ],
    [
      'another authority',
      query + certificate('other', 'a.monitoring.svc', '{name: other-ca}') + frontend(trusting, 'other-tls'),
      `Deployment/frontend: ${client} trusts Issuer/other-ca in monitoring (a.yaml:N), but ClusterIssuer/internal-ca signs the certificate of ${server} (a.yaml:N).`,
    ],
    [
      'a certificate that is for clients only',
      query.replace('server auth', 'client auth') + frontend(trusting),
      `Deployment/frontend: ${client} refuses the certificate of ${server}, which is not for server auth (a.yaml:N).`,
    ],
  ])('reports %s', (_, yaml, message) => expect(found(yaml)).toEqual([message]))

  it.each<[what: string, yaml: string]>([
    ['the authority of the server', query + frontend(trusting)],
    ['a scrape job with it', query + scrape('scheme: https, tls_config: {ca_file: /tls/ca.crt, server_name: a}')],
    ['a client that does not verify', query + frontend('{tls_config: {insecure_skip_verify: true}}')],
    ['a client without TLS', query + frontend('{}', 'query-tls', 'http://thanos-query.monitoring.svc:9090')],
    ['a public certificate', query.replace('thanos-query.monitoring.svc]', 'query.example.com]') + frontend('{}')],
  ])('accepts %s', (_, yaml) => expect(found(yaml)).toEqual([]))
})
