import { type Finding, MappingReader, readYaml, reportInto, type Tls, type YamlFile } from '@thanos-gitops/manifest'
import { expect, it } from 'vitest'
import { readTls } from './load-tls.ts'

function load(tls: string): { readonly tls: Tls | undefined; readonly problems: readonly string[] } {
  const source = readYaml('environments/blue/environment.yaml', `tls: ${tls}\n`) as YamlFile
  const findings: Finding[] = []
  const fields = new MappingReader<'tls'>(
    { source, path: [], codes: { invalid: 'invalid', unknownKey: 'unknown-key' }, report: reportInto(findings) },
    source.value as Record<string, unknown>,
  )
  return {
    tls: readTls(fields),
    problems: findings.map(({ message, remedy, place }) =>
      `${place!.line}:${place!.column} ${message} ${remedy ?? ''}`.trim(),
    ),
  }
}

const ownCa = { authority: 'own-ca', values: { issuer: 'thanos-ca', issuerKind: 'Issuer' } }

it.each([
  ['cert-manager', ownCa],
  ['{provider: cert-manager}', ownCa],
  ['{provider: cert-manager, issuer: a}', { authority: 'issuer', values: { issuer: 'a', issuerKind: 'Issuer' } }],
  [
    '{provider: cert-manager, issuer: a, issuerKind: ClusterIssuer}',
    { authority: 'issuer', values: { issuer: 'a', issuerKind: 'ClusterIssuer' } },
  ],
])('reads %s', (text, tls) => expect(load(text)).toEqual({ tls, problems: [] }))

it.each([
  [
    'cert-manger',
    '1:6 tls must be cert-manager, or a mapping with an issuer, not "cert-manger". Did you mean cert-manager?',
  ],
  ['true', 'not true. Write tls: cert-manager, or remove tls for connections in plain text.'],
  ['{issuer: a}', 'provider is missing. Add provider, for example provider: cert-manager'],
  ['{provider: vault, issuer: a}', 'provider must be cert-manager, not "vault".'],
  ['{provider: cert-manager, isuer: a}', 'Unknown key isuer. Did you mean issuer?'],
  ['{provider: cert-manager, issuer: A_b}', 'issuer must be the name of a Kubernetes object'],
  ['{provider: cert-manager, issuer: a, issuerKind: clusterissuer}', 'Did you mean ClusterIssuer?'],
  ['{provider: cert-manager, issuerKind: Issuer}', 'issuerKind is set without the name of the issuer.'],
])('refuses %s', (text, message) => {
  const { problems } = load(text)
  expect(problems).toEqual([expect.stringContaining(message)])
  expect(problems[0]).toMatch(/^1:\d+ /)
})
