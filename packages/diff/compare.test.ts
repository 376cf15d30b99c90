import { schemaOf } from '@thanos-gitops/schemas'
import { describe, expect, it } from 'vitest'
import { compare, pathString } from './compare.ts'

const deployment = schemaOf('1.36', { apiVersion: 'apps/v1', kind: 'Deployment' })
const configMap = schemaOf('1.36', { apiVersion: 'v1', kind: 'ConfigMap' })

const container = (fields: object): object => ({
  spec: { template: { spec: { containers: [{ name: 'web', ...fields }] } } },
})
const changesBetween = (before: object, after: object, schema = deployment): string[] =>
  compare(before, after, schema, { documents: 'data' }).map(
    ({ path, before: old, after: now, reordered }) =>
      `${pathString(path)} ${JSON.stringify(old)} ${JSON.stringify(now)}${reordered ? ' order' : ''}`,
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
      'a repeated flag by its value',
      { args: ['--l=a', '--l=b'] },
      { args: ['--l=b', '--l=c'] },
      ['/args/[--l=a] "--l=a" undefined', '/args/[--l=c] undefined "--l=c"'],
    ],
    [
      'only the order',
      { args: ['--a', '--b'] },
      { args: ['--b', '--a'] },
      ['/args ["[--a]","[--b]"] ["[--b]","[--a]"] order'],
    ],
    ['a duplicate argument', { args: ['--a', '--a'] }, { args: ['--a'] }, ['/args/[--a] "--a" undefined']],
  ])('compares %s', (_what, before, after, changes) => {
    expect(
      changesBetween(container(before), container(after)).map((text) => text.replace(/^\S*\[name=web\]/, '')),
    ).toEqual(changes)
  })

  it('pairs the elements of a list without keys that remain after removing equal elements', () => {
    expect(changesBetween({ list: [1, 2, 3] }, { list: [1, 4, 3] })).toEqual(['/list/1 2 4'])
  })

  it('handles two elements of one name', () => {
    expect(
      changesBetween(
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

  it('leads to the new object, or to the old object if the element is removed', () => {
    const [change] = compare(
      container({ env: [{ name: 'A' }, { name: 'B' }] }),
      container({ env: [{ name: 'B' }] }),
      deployment,
    )
    expect(change?.steps).toEqual(['spec', 'template', 'spec', 'containers', '0', 'env', '0'])
    expect(inContainer('')).toBe('/spec/template/spec/containers/[name=web]')
  })
})

describe('the location of a change on both sides', () => {
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
      'an argument after a new one',
      containers(web('info')),
      containers(web('debug', ['--a'])),
      ['0/args/0 → 0/args/0', '0/args/0 → 0/args/1'],
    ],
    [
      'an argument of a moved container',
      containers({ name: 'gone' }, web('info')),
      containers(web('debug')),
      ['0 → 0', '1/args/0 → 0/args/0'],
    ],
    [
      'a removed argument of a moved container',
      containers({ name: 'gone' }, web('info', ['--a'])),
      containers(web('info')),
      ['0 → 0', '1/args/0 → 1/args/0'],
    ],
  ])('is reported for %s', (_what, before, after, expected) => expect(places(before, after)).toEqual(expected))
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
      'documents that differ only in comments, as strings',
      { data: { 'a.yaml': 'a: 1' } },
      { data: { 'a.yaml': 'a: 1 # one' } },
      ['/data/a.yaml "a: 1" "a: 1 # one"'],
    ],
    [
      'an invalid document as a string',
      { data: { 'a.yaml': 'a: [' } },
      { data: { 'a.yaml': 'a: []' } },
      ['/data/a.yaml "a: [" "a: []"'],
    ],
    ['a plain string as a string', { data: { a: 'a: 1' } }, { data: { a: 'a: 2' } }, ['/data/a "a: 1" "a: 2"']],
    ['new entries one by one', {}, { data: { a: '1', b: '2' } }, ['/data/a undefined "1"', '/data/b undefined "2"']],
  ])('compares %s', (_what, before, after, changes) =>
    expect(changesBetween(before, after, configMap)).toEqual(changes),
  )
})
