import { schemaOf } from '@thanos-gitops/schemas'
import { describe, expect, it } from 'vitest'
import { compare, pathText } from './compare.ts'

const deployment = schemaOf('1.36', { apiVersion: 'apps/v1', kind: 'Deployment' })
const configMap = schemaOf('1.36', { apiVersion: 'v1', kind: 'ConfigMap' })

const container = (fields: object): object => ({
  spec: { template: { spec: { containers: [{ name: 'web', ...fields }] } } },
})
const told = (before: object, after: object, schema = deployment): string[] =>
  compare(before, after, schema, { documents: 'data' }).map(
    ({ path, before: old, after: now, reordered }) =>
      `${pathText(path)} ${JSON.stringify(old)} ${JSON.stringify(now)}${reordered ? ' order' : ''}`,
  )
const inContainer = (text: string): string => `/spec/template/spec/containers/[name=web]${text}`

describe('lists', () => {
  it.each<[what: string, before: object, after: object, changes: string[]]>([
    [
      'environment by name',
      {
        env: [
          { name: 'A', value: '1' },
          { name: 'B', value: '2' },
        ],
      },
      { env: [{ name: 'B', value: '3' }] },
      ['/env/[name=A] {"name":"A","value":"1"} undefined', '/env/[name=B]/value "2" "3"'],
    ],
    [
      'ports by port and protocol',
      { ports: [{ containerPort: 80, protocol: 'TCP', name: 'a' }] },
      { ports: [{ containerPort: 80, protocol: 'TCP', name: 'b' }] },
      ['/ports/[containerPort=80][protocol=TCP]/name "a" "b"'],
    ],
    [
      'mounts by path',
      { volumeMounts: [{ name: 'a', mountPath: '/a' }] },
      { volumeMounts: [{ name: 'b', mountPath: '/a' }] },
      ['/volumeMounts/[mountPath=/a]/name "a" "b"'],
    ],
    [
      'arguments by flag',
      { args: ['query', '--a=1', '--b'] },
      { args: ['query', '--a=2', '--c'] },
      ['/args/[--b] "--b" undefined', '/args/[--a] "--a=1" "--a=2"', '/args/[--c] undefined "--c"'],
    ],
    [
      'a flag that is given twice by its value',
      { args: ['--l=a', '--l=b'] },
      { args: ['--l=b', '--l=c'] },
      ['/args/[--l=a] "--l=a" undefined', '/args/[--l=c] undefined "--l=c"'],
    ],
    [
      'an order as an order',
      { args: ['--a', '--b'] },
      { args: ['--b', '--a'] },
      ['/args ["[--a]","[--b]"] ["[--b]","[--a]"] order'],
    ],
    ['an argument that stands twice', { args: ['--a', '--a'] }, { args: ['--a'] }, ['/args/[--a] "--a" undefined']],
  ])('are compared: %s', (_what, before, after, changes) => {
    expect(told(container(before), container(after)).map((text) => text.replace(/^\S*\[name=web\]/, ''))).toEqual(
      changes,
    )
  })

  it('are paired by position after equal elements, if the elements have no names', () => {
    expect(told({ list: [1, 2, 3] }, { list: [1, 4, 3] })).toEqual(['/list/1 2 4'])
  })

  it('are compared if two elements have the same name', () => {
    expect(
      told(
        container({
          env: [
            { name: 'A', value: '1' },
            { name: 'A', value: '2' },
          ],
        }),
        container({ env: [{ name: 'A', value: '1' }] }),
      ).length,
    ).toBe(1)
  })

  it('have pointers into the new object, or into the old one for a removed element', () => {
    const [change] = compare(
      container({ env: [{ name: 'A' }, { name: 'B' }] }),
      container({ env: [{ name: 'B' }] }),
      deployment,
    )
    expect(change?.steps).toEqual(['spec', 'template', 'spec', 'containers', '0', 'env', '0'])
    expect(inContainer('')).toBe('/spec/template/spec/containers/[name=web]')
  })
})

describe('the place of a change on both sides', () => {
  const containers = (...list: object[]): object => ({ spec: { template: { spec: { containers: list } } } })
  const web = (level: string, more: readonly string[] = []): object => ({
    name: 'web',
    args: [...more, `--log.level=${level}`],
  })
  const places = (before: object, after: object): string[] =>
    compare(before, after, deployment).map(({ stepsBefore, steps }) =>
      [stepsBefore, steps].map((list) => list.slice(4).join('/')).join(' → '),
    )

  it.each<[what: string, before: object, after: object, places: string[]]>([
    [
      'an argument behind a new one',
      containers(web('info')),
      containers(web('debug', ['--a'])),
      ['0/args/0 → 0/args/0', '0/args/0 → 0/args/1'],
    ],
    [
      'an argument of a container that moved',
      containers({ name: 'gone' }, web('info')),
      containers(web('debug')),
      ['0 → 0', '1/args/0 → 0/args/0'],
    ],
    [
      'what is gone of a container that moved',
      containers({ name: 'gone' }, web('info', ['--a'])),
      containers(web('info')),
      ['0 → 0', '1/args/0 → 1/args/0'],
    ],
  ])('is found for %s', (_what, before, after, expected) => expect(places(before, after)).toEqual(expected))
})

describe('documents in ConfigMaps', () => {
  const rules = (rule: object): object => ({
    data: { 'rules.yaml': JSON.stringify({ groups: [{ name: 'a', rules: [{ alert: 'Up', expr: 'up' }, rule] }] }) },
  })

  it.each<[what: string, before: object, after: object, changes: string[]]>([
    [
      'rules by group and alert',
      rules({ alert: 'Down', expr: 'up == 0' }),
      rules({ alert: 'Down', expr: 'up < 1' }),
      ['/data/rules.yaml/groups/[name=a]/rules/[alert=Down]/expr "up == 0" "up < 1"'],
    ],
    [
      'scrape jobs by name',
      { data: { 'p.yaml': 'scrape_configs: [{job_name: a}, {job_name: b, scheme: http}]' } },
      { data: { 'p.yaml': 'scrape_configs: [{job_name: b, scheme: https}]' } },
      [
        '/data/p.yaml/scrape_configs/[job_name=a] {"job_name":"a"} undefined',
        '/data/p.yaml/scrape_configs/[job_name=b]/scheme "http" "https"',
      ],
    ],
    [
      'receivers by name',
      { data: { 'a.yml': 'receivers: [{name: x, a: 1}]' } },
      { data: { 'a.yml': 'receivers: [{name: x, a: 2}]' } },
      ['/data/a.yml/receivers/[name=x]/a 1 2'],
    ],
    ['JSON', { data: { 'a.json': '{"a": 1}' } }, { data: { 'a.json': '{"a": 2}' } }, ['/data/a.json/a 1 2']],
    [
      'another text of the same meaning as a text',
      { data: { 'a.yaml': 'a: 1' } },
      { data: { 'a.yaml': 'a: 1 # one' } },
      ['/data/a.yaml "a: 1" "a: 1 # one"'],
    ],
    [
      'what does not parse as a text',
      { data: { 'a.yaml': 'a: [' } },
      { data: { 'a.yaml': 'a: []' } },
      ['/data/a.yaml "a: [" "a: []"'],
    ],
    ['a plain text as a text', { data: { a: 'a: 1' } }, { data: { a: 'a: 2' } }, ['/data/a "a: 1" "a: 2"']],
    ['new entries one by one', {}, { data: { a: '1', b: '2' } }, ['/data/a undefined "1"', '/data/b undefined "2"']],
  ])('are compared by their own structure: %s', (_what, before, after, changes) =>
    expect(told(before, after, configMap)).toEqual(changes),
  )
})
