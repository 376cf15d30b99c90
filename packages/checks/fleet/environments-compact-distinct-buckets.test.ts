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
