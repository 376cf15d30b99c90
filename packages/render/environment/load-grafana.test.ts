import {
  type Finding,
  type GrafanaSettings,
  MappingReader,
  readYaml,
  reportInto,
  type YamlFile,
} from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import { readGrafana } from './load-grafana.ts'

const sealed = 'A'.repeat(400)

interface Loaded {
  readonly grafana: GrafanaSettings | undefined
  readonly problems: readonly string[]
}

/** `grafana` is in line 2. */
function load(grafana: string, components = 'grafana'): Loaded {
  const text = `components: [${components}]\ngrafana: ${grafana}\n`
  const source = readYaml('environments/blue/environment.yaml', text) as YamlFile
  const findings: Finding[] = []
  const fields = new MappingReader<'grafana' | 'components'>(
    { source, path: [], codes: { invalid: 'invalid', unknownKey: 'unknown-key' }, report: reportInto(findings) },
    source.value as Record<string, unknown>,
  )
  return {
    grafana: readGrafana(fields),
    problems: findings.map(({ message, remedy, place }) =>
      `${place!.line}:${place!.column} ${message} ${remedy ?? ''}`.trim(),
    ),
  }
}

describe('readGrafana', () => {
  it.each<[string, GrafanaSettings['secrets'], GrafanaSettings['values']]>([
    ['existing-secret', 'existing-secret', { 'secrets.secret': 'grafana-admin' }],
    ['{provider: existing-secret, secret: mine}', 'existing-secret', { 'secrets.secret': 'mine' }],
    [
      '{provider: external-secret, secretStore: vault, secretKey: a/b}',
      'external-secret',
      {
        'secrets.secret': 'grafana-admin',
        'secrets.secretStore': 'vault',
        'secrets.secretStoreKind': 'ClusterSecretStore',
        'secrets.secretKey': 'a/b',
      },
    ],
    [
      `{provider: sealed-secret, sealed: {password: ${sealed}}}`,
      'sealed-secret',
      { 'secrets.secret': 'grafana-admin', 'secrets.sealed.password': sealed },
    ],
  ])('reads secrets: %.40s', (secrets, provider, values) =>
    expect(load(`{secrets: ${secrets}}`)).toEqual({ grafana: { secrets: provider, values }, problems: [] }),
  )

  it.each<[string, string, string]>([
    ['an unknown key', '{secret: a}', 'Unknown key secret. Did you mean secrets?'],
    ['no key', '{}', 'secrets is missing. Add secrets, for example secrets: existing-secret'],
    ['an unknown provider', '{secrets: vault}', 'There is no provider "vault" of the secrets of Grafana.'],
    [
      'a store without an entry',
      '{secrets: {provider: external-secret, secretStore: vault}}',
      'secretKey is missing. Add secretKey, for example secretKey: grafana/production',
    ],
    [
      'a sealed value of another key',
      `{secrets: {provider: sealed-secret, sealed: {password: ${sealed}, pasword: ${sealed}}}}`,
      'Grafana does not read the key pasword. Did you mean password?',
    ],
    [
      'no sealed value',
      '{secrets: {provider: sealed-secret, sealed: {}}}',
      'There is no sealed value for the key password. Run: echo -n VALUE | kubeseal --raw --namespace NAMESPACE --name grafana-admin',
    ],
  ])('is refused with %s', (_, grafana, message) => {
    const { problems } = load(grafana)
    expect(problems[0]).toContain(message)
    expect(problems[0]).toMatch(/^2:\d+ /)
  })

  it('does not repeat a sealed value that is not one', () =>
    expect(load('{secrets: {provider: sealed-secret, sealed: {password: hunter2}}}').problems.join()).not.toContain(
      'hunter2',
    ))

  it('is refused without the component', () =>
    expect(load('{secrets: existing-secret}', '').problems).toEqual([
      '2:1 The environment has no Grafana whose password it could set. Add grafana to components, or remove grafana.',
    ]))
})
