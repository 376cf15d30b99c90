import { type Access, type Finding, MappingReader, readYaml, reportInto, type YamlFile } from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import { readAccess } from './load-access.ts'

const urls = {
  prometheus: 'https://prometheus.example.com',
  alertmanager: 'https://alertmanager.example.com',
  query: 'https://thanos.example.com',
}
const signIn = 'issuer: "https://login.example.com", clientId: thanos'
const group = 'allowedGroups: [platform-team]'
const gateway = 'gateway: {name: public, namespace: gateways}'
const sealed = 'A'.repeat(400)

interface Loaded {
  readonly access: Access | undefined
  readonly problems: readonly string[]
}

/** `access` is in line 2. */
function load(
  access: string,
  externalUrls: Readonly<Record<string, string>> = urls,
  components = 'alertmanager',
): Loaded {
  const text = `components: [${components}]\naccess: ${access}\n${
    Object.keys(externalUrls).length === 0 ? '' : `externalUrls: ${JSON.stringify(externalUrls)}\n`
  }`
  const source = readYaml('environments/blue/environment.yaml', text) as YamlFile
  const findings: Finding[] = []
  const fields = new MappingReader<'access' | 'externalUrls' | 'components'>(
    { source, path: [], codes: { invalid: 'invalid', unknownKey: 'unknown-key' }, report: reportInto(findings) },
    source.value as Record<string, unknown>,
  )
  return {
    access: readAccess(fields, externalUrls),
    problems: findings.map(({ message, remedy, place }) =>
      `${place!.line}:${place!.column} ${message} ${remedy ?? ''}`.trim(),
    ),
  }
}

describe('readAccess', () => {
  it('reads the sign-in and the Gateway', () =>
    expect(load(`{${signIn}, ${group}, ${gateway}}`)).toEqual({
      access: {
        secrets: 'existing-secret',
        pages: ['prometheus', 'alertmanager', 'query'],
        values: {
          issuer: 'https://login.example.com',
          clientId: 'thanos',
          allowedGroups: 'platform-team',
          allowedEmailDomains: '*',
          'gateway.name': 'public',
          'gateway.namespace': 'gateways',
          'secrets.secret': 'oauth2-proxy',
        },
      },
      problems: [],
    }))

  it('reads an Ingress class, and quotes groups with a comma', () =>
    expect(
      load(
        `{${signIn}, allowedGroups: ["cn=a,dc=b", c], allowedEmailDomains: [a.com, b.com], ingressClass: nginx, tlsSecret: tls, secrets: {provider: existing-secret, secret: mine}}`,
      ).access!.values,
    ).toMatchObject({
      allowedGroups: '"cn=a,dc=b",c',
      allowedEmailDomains: 'a.com,b.com',
      ingressClass: 'nginx',
      tlsSecret: 'tls',
      'secrets.secret': 'mine',
    }))

  it('reads credentials from a store and sealed ones', () => {
    const rest = `${signIn}, ${group}, ${gateway}`
    expect(
      load(`{${rest}, secrets: {provider: external-secret, secretStore: vault, secretKey: a/b}}`).access,
    ).toMatchObject({
      secrets: 'external-secret',
      values: {
        'secrets.secretStore': 'vault',
        'secrets.secretStoreKind': 'ClusterSecretStore',
        'secrets.secretKey': 'a/b',
      },
    })
    const both = `{client-secret: ${sealed}, cookie-secret: ${sealed}}`
    expect(load(`{${rest}, secrets: {provider: sealed-secret, sealed: ${both}}}`).access).toMatchObject({
      secrets: 'sealed-secret',
      values: { 'secrets.sealed.client-secret': sealed, 'secrets.sealed.cookie-secret': sealed },
    })
  })

  it('opens the pages that have an address and a program', () => {
    const text = `{${signIn}, ${group}, ${gateway}}`
    expect(load(text, { query: urls.query }).access!.pages).toEqual(['query'])
    expect(load(text, urls, '').access!.pages).toEqual(['prometheus', 'query'])
  })

  it.each<[string, string, string]>([
    ['no issuer', `{clientId: a, ${group}, ${gateway}}`, 'issuer is missing. Add issuer, for example'],
    [
      'an issuer without TLS',
      `{issuer: "http://a", clientId: a, ${group}, ${gateway}}`,
      'must be the address of an OpenID Connect issuer',
    ],
    ['no client', `{issuer: "https://a", ${group}, ${gateway}}`, 'clientId is missing.'],
    [
      'a client with a variable',
      `{issuer: "https://a", clientId: "$(A)", ${group}, ${gateway}}`,
      'without spaces and quotes',
    ],
    [
      'nobody',
      `{${signIn}, ${gateway}}`,
      'allowedGroups is missing. Add allowedGroups, for example allowedGroups: [platform-team]',
    ],
    ['an empty list', `{${signIn}, allowedGroups: [], ${gateway}}`, 'allowedGroups is empty, so it has no effect.'],
    [
      'a group that is a number',
      `{${signIn}, allowedGroups: [1], ${gateway}}`,
      'An entry of allowedGroups must be the name of a group',
    ],
    [
      'an email address',
      `{${signIn}, allowedEmailDomains: ["a@Example.com"], ${gateway}}`,
      'Write the domain alone: example.com',
    ],
    ['no route', `{${signIn}, ${group}}`, 'No route leads to the pages: access has neither gateway nor ingressClass.'],
    [
      'two routes',
      `{${signIn}, ${group}, ${gateway}, ingressClass: nginx}`,
      'access has both gateway and ingressClass',
    ],
    [
      'a certificate of a Gateway',
      `{${signIn}, ${group}, ${gateway}, tlsSecret: a}`,
      'tlsSecret is the certificate of an Ingress.',
    ],
    [
      'a Gateway without a namespace',
      `{${signIn}, ${group}, gateway: {name: public}}`,
      'namespace is missing. Add namespace, for example namespace: gateways',
    ],
    ['a misspelled key', `{${signIn}, ${group}, ${gateway}, isuer: a}`, 'Unknown key isuer. Did you mean issuer?'],
    [
      'an unknown source of the credentials',
      `{${signIn}, ${group}, ${gateway}, secrets: vault}`,
      'There is no provider "vault" of the secrets of the sign-in.',
    ],
    [
      'one sealed key',
      `{${signIn}, ${group}, ${gateway}, secrets: {provider: sealed-secret, sealed: {client-secret: ${sealed}}}}`,
      'There is no sealed value for the key cookie-secret. Run: echo -n VALUE | kubeseal',
    ],
    [
      'a sealed key that is not read',
      `{${signIn}, ${group}, ${gateway}, secrets: {provider: sealed-secret, sealed: {client-secret: ${sealed}, cookie-secret: ${sealed}, cookie: ${sealed}}}}`,
      'oauth2-proxy does not read the key cookie.',
    ],
  ])('is refused with %s', (_, access, message) => {
    const { problems } = load(access)
    expect(problems).toEqual([expect.stringContaining(message)])
    expect(problems[0]).toMatch(/^2:\d+ /)
  })

  it('does not repeat a sealed value that is not one', () =>
    expect(
      load(
        `{${signIn}, ${group}, ${gateway}, secrets: {provider: sealed-secret, sealed: {client-secret: hunter2, cookie-secret: ${sealed}}}}`,
      ).problems.join(),
    ).not.toContain('hunter2'))

  it.each<[string, Record<string, string>, string]>([
    ['no page', {}, '2:1 access leads to no page, because no page has an address. Add for example externalUrls:'],
    ['the address of the runbooks alone', { runbooks: 'https://a' }, '2:1 access leads to no page'],
    ['an address without TLS', { query: 'http://thanos.example.com' }, 'Write https://thanos.example.com'],
    [
      'an address with a path',
      { query: 'https://a.example.com/thanos' },
      'each page has a host of its own, without a path',
    ],
    [
      'one host for two pages',
      { prometheus: 'https://a.example.com', query: 'https://a.example.com' },
      'but prometheus and query have the host a.example.com.',
    ],
  ])('is refused with %s', (_, externalUrls, message) => {
    const { problems } = load(`{${signIn}, ${group}, ${gateway}}`, externalUrls)
    expect(problems).toEqual([expect.stringContaining(message)])
  })
})
