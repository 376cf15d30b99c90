import { expect, it } from 'vitest'
import type { Replacement } from '../thanos/fixture.ts'
import { environmentsCompactDistinctBuckets } from './environments-compact-distinct-buckets.ts'
import { fleetProblems, type TestEnvironment, withoutLine } from './testing.ts'

const found = (environments: Readonly<Record<string, TestEnvironment>>): string[] =>
  fleetProblems(environmentsCompactDistinctBuckets, environments)
const changed = (...changes: Replacement[]): TestEnvironment => ({ changes })
const selector = (cluster: string): Replacement => [
  '--delete-delay=48h',
  `'--selector.relabel-config=[{action: keep, source_labels: [cluster], regex: ${cluster}}]'`,
]

it('finds one bucket of two compactors, at the bucket of the later environment', () => {
  expect(found({ a: {}, b: {} }).map(withoutLine)).toEqual([
    'b: b.yaml ConfigMap/thanos-objstore: the compactors of a and b both use the bucket thanos (a: a.yaml:N).',
  ])
})

const steps = (...content: string[]): Replacement => [
  '--delete-delay=48h',
  `'--selector.relabel-config=[${content.join(', ')}]'`,
]
const keep = (label: string, regex: string): string => `{action: keep, source_labels: [${label}], regex: "${regex}"}`
const drop = (label: string, regex: string): string => `{action: drop, source_labels: [${label}], regex: "${regex}"}`
const hash = (label: string, modulus: number): string =>
  `{action: hashmod, source_labels: [${label}], target_label: shard, modulus: ${modulus}}`

it.each<[string, string[], string[], string]>([
  ['one value', [keep('cluster', 'one|two')], [keep('cluster', 'two|three')], '{cluster="two"}'],
  ['a pattern', [keep('cluster', 'eu-.*')], [keep('cluster', '.*-1')], '{cluster="eu--1"}'],
  ['different labels', [keep('cluster', 'one')], [keep('team', 'a')], '{cluster="one", team="a"}'],
  [
    'a value that the other one does not drop',
    [keep('cluster', 'one|two')],
    [drop('cluster', 'one')],
    '{cluster="two"}',
  ],
  ['two labels', [keep('cluster, team', 'one;a')], [keep('cluster', 'one')], '{cluster="one", team="a"}'],
])('finds two selectors that both select blocks by %s, at the later one', (_, one, other, stream) => {
  expect(found({ a: changed(steps(...one)), b: changed(steps(...other)) }).map(withoutLine)).toEqual([
    `b: b.yaml StatefulSet/thanos-compact: the compactors of a and b both select blocks with ${stream} in the bucket thanos (a: a.yaml:N).`,
  ])
})

it('finds shards of different numbers, whose blocks overlap', () => {
  const shards = {
    a: changed(steps(hash('cluster', 2), keep('shard', '0'))),
    b: changed(steps(hash('cluster', 3), keep('shard', '0'))),
  }
  expect(found(shards)).toEqual([expect.stringMatching(/both select blocks with \{cluster="block-\d+"\}/)])
})

it.each<[string, string[], string[]]>([
  ['a value and what is not this value', [keep('cluster', 'one')], [drop('cluster', 'one')]],
  ['two patterns', [keep('cluster', 'eu-.*')], [keep('cluster', 'us-.*')]],
  ['two shards', [hash('cluster', 2), keep('shard', '0')], [hash('cluster', 2), keep('shard', '1')]],
  ['two values of one of several labels', [keep('cluster', 'one'), keep('team', 'a')], [keep('team', 'b')]],
])('accepts %s', (_, one, other) => {
  expect(found({ a: changed(steps(...one)), b: changed(steps(...other)) })).toEqual([])
})

it('accepts two time ranges of one selection', () => {
  const range = (flag: string): Replacement => ['--delete-delay=48h', `${flag}=-30d`]
  expect(found({ a: changed(range('--min-time')), b: changed(range('--max-time')) })).toEqual([])
})

it('compares a hundred selections of one folder, of which two overlap', () => {
  const environments = Object.fromEntries(
    Array.from({ length: 100 }, (_, index) => [
      `e${index}`,
      changed(steps(keep('cluster', index === 99 ? 'c98|c99' : `c${index}`))),
    ]),
  )
  expect(found(environments)).toEqual([
    expect.stringContaining('of e98 and e99 both select blocks with {cluster="c98"}'),
  ])
})

it('finds a compactor without selector next to one with a selector', () => {
  expect(found({ a: changed(selector('one')), b: {} })).toHaveLength(1)
  expect(found({ a: {}, b: changed(selector('one')) })).toHaveLength(1)
})

const prefix = (folder: string): Replacement => ['type: S3', `type: S3\n    prefix: ${folder}`]

it.each(['eu', '/eu', 'eu/'])('finds one folder of a bucket, at the prefix %s of the later environment', (folder) => {
  expect(found({ a: changed(prefix('eu')), b: changed(prefix(folder)) }).map(withoutLine)).toEqual([
    'b: b.yaml ConfigMap/thanos-objstore: the compactors of a and b both use the bucket thanos/eu (a: a.yaml:N).',
  ])
})

it('finds a prefix that Thanos ignores', () => expect(found({ a: {}, b: changed(prefix('/')) })).toHaveLength(1))

it('finds one bucket at two addresses of one server', () => {
  const endpoint = (server: string): TestEnvironment => changed(['s3.example.com:443', server])
  expect(found({ a: {}, b: endpoint('S3.example.com:443') })).toHaveLength(1)
  expect(found({ a: endpoint('s3.amazonaws.com'), b: endpoint('s3.eu-central-1.amazonaws.com') })).toHaveLength(1)
})

it('finds a folder in a folder, and in the bucket of another environment', () => {
  const nested = { a: changed(prefix('team')), b: changed(prefix('team/b')), c: changed(prefix('team2')) }
  expect(found(nested).map(withoutLine)).toEqual([
    'b: b.yaml ConfigMap/thanos-objstore: the folder thanos/team/b is in the folder thanos/team of a (a.yaml:N).',
  ])
  expect(found({ a: changed(prefix('team')), b: {} }).map(withoutLine)).toEqual([
    'a: a.yaml ConfigMap/thanos-objstore: the folder thanos/team is in the bucket thanos of b (b.yaml:N).',
  ])
})

it('finds a bucket whose name comes from a variable', () => {
  const variable: Replacement = ['bucket: thanos', 'bucket: $(BUCKET)']
  const value: Replacement = [
    '        - name: thanos-compact\n',
    '        - name: thanos-compact\n          env: [{name: BUCKET, value: thanos}]\n',
  ]
  expect(found({ a: {}, b: changed(variable, value) })).toHaveLength(1)
})

it.each<[string, Readonly<Record<string, TestEnvironment>>]>([
  ['two buckets', { a: {}, b: changed(['bucket: thanos', 'bucket: other']) }],
  [
    'two prefixes',
    { a: changed(['type: S3', 'type: S3\n    prefix: a']), b: changed(['type: S3', 'type: S3\n    prefix: b']) },
  ],
  ['two servers', { a: {}, b: changed(['s3.example.com', 's3.example.org']) }],
  [
    'servers inside clusters',
    { a: changed(['s3.example.com', 'minio.storage.svc']), b: changed(['s3.example.com', 'minio.storage.svc']) },
  ],
  ['two selectors', { a: changed(selector('one')), b: changed(selector('two')) }],
  [
    'a bucket from an object of the cluster',
    { a: changed(['bucket: thanos', 'bucket: $(BUCKET)']), b: changed(['bucket: thanos', 'bucket: $(BUCKET)']) },
  ],
  [
    'one compactor',
    {
      a: {},
      b: changed(['            - compact\n', '            - tools\n            - bucket\n            - web\n']),
    },
  ],
])('accepts %s', (_, environments) => expect(found(environments)).toEqual([]))
