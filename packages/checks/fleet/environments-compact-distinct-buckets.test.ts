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
