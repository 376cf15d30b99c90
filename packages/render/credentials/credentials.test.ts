import { defineComponent, type Finding } from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import { baseCredentials } from '../base/base-credentials.ts'
import { createRenderer } from '../render.ts'
import { exampleBase, exampleFiles, exampleSettings, yamlFile } from '../testing/small-stack.ts'
import { allowedCredentials } from './allowed-credentials.ts'

const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { 'a.yaml': { b: {} } } }
const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'a' },
  spec: { containers: [{ name: 'a', image: 'a:v1', args: ['--a'], env: [{ name: 'A_PASSWORD', value: '$(B)' }] }] },
}
const base = { ...exampleBase, required: [defineComponent('a', [configMap, pod])] }
const render = createRenderer(base)

const patch = (target: string, path: string, value: string): string =>
  `- target: {kind: ${target}, name: a}\n  patch:\n  - op: add\n    path: ${path}\n    value: ${value}\n`

function findings(patches: string, exceptions?: string, settings = exampleSettings): readonly Finding[] {
  const files = exampleFiles({ patches, settings })
  const allows =
    exceptions === undefined
      ? {}
      : { allowsCredential: allowedCredentials(yamlFile('e.yaml', exceptions), '2026-11-24') }
  const result = render({ ...files, ...allows })
  return 'environment' in result ? [] : result
}

const password = patch('ConfigMap', '/data/a.yaml/basic_auth', '{username: u, password: hunter2}')

describe('render', () => {
  it.each([
    ['a field', password],
    ['a field by its path', patch('ConfigMap', '/data/a.yaml/password', 'hunter2')],
    ['a document', patch('ConfigMap', '/data/c.yaml', '"password: hunter2"')],
    ['a variable', patch('Pod', '/spec/containers/0/env/-', '{name: B_PASSWORD, value: hunter2}')],
    ['a variable by its index', patch('Pod', '/spec/containers/0/env/0/value', 'hunter2')],
    ['an argument', patch('Pod', '/spec/containers/0/args/-', '--password=hunter2')],
    ['an address', patch('ConfigMap', '/data/a.yaml/url', 'https://u:hunter2@a.b')],
    ['an annotation', patch('Pod', '/metadata/annotations', '{a: "Authorization: Bearer hunter2hunter2"}')],
  ])('refuses a literal credential in %s at its line, without its value', (_, patches) => {
    const found = findings(patches)
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({
      code: 'no-literal-credentials',
      place: { file: 'environments/blue/patches/replicas.yaml', line: 5, column: 12 },
    })
    expect(JSON.stringify(found)).not.toContain('hunter2')
  })

  it('refuses a literal credential of a receiver, and names the reference to use', () => {
    const receivers = 'alerting: {receivers: [{name: a, pagerduty_configs: [{routing_key: hunter2}]}]}\n'
    const found = findings('', undefined, `${exampleSettings}${receivers}`).filter(
      ({ code }) => code === 'no-literal-credentials',
    )
    expect(found).toMatchObject([
      { place: { line: 8 }, remedy: expect.stringContaining('routing_key: {key: routing-key}.') as string },
    ])
    expect(JSON.stringify(found)).not.toContain('hunter2')
  })

  it('refuses a literal credential in environment.yaml', () => {
    const settings = `${exampleSettings.replace('cluster: eu-1', 'cluster: https://u:hunter2@a.b')}`
    expect(findings('', undefined, settings)).toMatchObject([
      { code: 'no-literal-credentials', place: { file: 'environments/blue/environment.yaml', line: 3 } },
    ])
  })

  it.each([
    ['ConfigMap/a', '/data/a.yaml', 0],
    ['ConfigMap/*', '/data/a.yaml/basic_auth/password', 0],
    ['environments/blue/patches/replicas.yaml', undefined, 0],
    ['ConfigMap/a', '/data/b.yaml', 1],
    ['ConfigMap/b', undefined, 1],
  ])('accepts a value that an exception of %s at %s allows', (object, at, count) => {
    const entry = { check: 'no-literal-credentials', object, at, reason: 'It is public.', until: '2027-01-01' }
    expect(findings(password, JSON.stringify({ exceptions: [entry] }))).toHaveLength(count)
  })
})

it.each([
  ['2026-11-24', 0],
  ['2026-11-23', 1],
  [undefined, 1],
])('accepts a value until the last day of its exception: %s', (until, count) => {
  const entry = { check: 'no-literal-credentials', object: 'ConfigMap/a', reason: 'It is public.', until }
  expect(findings(password, JSON.stringify({ exceptions: [entry] }))).toHaveLength(count)
})

describe('baseCredentials', () => {
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' }, stringData: { key: 'hunter2' } }
  const withSecret = { ...exampleBase, required: [defineComponent('a', [secret])] }

  it('finds a Secret with data', () =>
    expect(baseCredentials(withSecret, () => false)).toMatchObject([
      { code: 'no-literal-credentials', steps: ['required', 0, 'objects', 0, 'stringData', 'key'] },
    ]))

  it('accepts a value that an exception allows', () =>
    expect(baseCredentials(withSecret, ({ object }) => object === 'Secret/a')).toEqual([]))
})
