import { expect, it } from 'vitest'
import { workload } from '../engine/testing.ts'
import type { Replacement } from '../thanos/fixture.ts'
import { backupsHaveTheirOwnFolder } from './backups-have-their-own-folder.ts'
import { fleetProblems, type TestEnvironment, withoutLine } from './testing.ts'

const found = (environments: Readonly<Record<string, TestEnvironment>>): string[] =>
  fleetProblems(backupsHaveTheirOwnFolder, environments).map(withoutLine)

const bucket = (name: string): Replacement => ['bucket: thanos', `bucket: ${name}`]
const selector: Replacement = [
  '--delete-delay=48h',
  `'--selector.relabel-config=[{action: keep, source_labels: [cluster], regex: a}]'`,
]

/** A copy of the bucket of the stack. */
const backup = (to: string, folder = ''): Replacement => [
  '',
  workload(
    'replicate',
    `image: quay.io/thanos/thanos:v0.42.4
args:
- tools
- bucket
- replicate
- --objstore.config-file=/etc/thanos/objstore.yaml
- '--objstore-to.config={type: S3${folder}, config: {bucket: ${to}, endpoint: s3.example.com}}'
volumeMounts: [{name: objstore, mountPath: /etc/thanos}]`,
    'volumes: [{name: objstore, configMap: {name: thanos-objstore}}]',
  ).replace(/---\n$/, ''),
]

const inFolder = (folder: string): string => `, prefix: ${folder}`

it('finds a backup in the bucket of another environment, at the backup', () => {
  expect(found({ a: {}, b: { changes: [bucket('b'), backup('thanos')] } })).toEqual([
    'b: b.yaml Deployment/replicate: the compactor of a deletes blocks in thanos, the bucket of the backup (a.yaml:N).',
  ])
  expect(found({ a: { changes: [bucket('a'), backup('thanos')] }, b: {} })).toHaveLength(1)
})

it('finds two backups in one folder', () => {
  const environments = {
    a: { changes: [bucket('a'), backup('copies')] },
    b: { changes: [bucket('b'), backup('copies')] },
  }
  expect(found(environments)).toEqual([
    'b: b.yaml Deployment/replicate: the backups of a and b are both in copies (a.yaml:N).',
  ])
})

it.each<[string, Readonly<Record<string, TestEnvironment>>]>([
  ['a bucket of its own', { a: {}, b: { changes: [bucket('b'), backup('copies')] } }],
  [
    'a folder in the bucket of another environment',
    { a: {}, b: { changes: [bucket('b'), backup('thanos', inFolder('b'))] } },
  ],
  [
    'two folders of one bucket',
    {
      a: { changes: [bucket('a'), backup('copies', inFolder('a'))] },
      b: { changes: [bucket('b'), backup('copies', inFolder('b'))] },
    },
  ],
  [
    'a compactor that selects its own blocks',
    { a: { changes: [selector] }, b: { changes: [bucket('b'), backup('thanos')] } },
  ],
  ['a copy to where the blocks are, of which another check reports', { a: { changes: [backup('thanos')] } }],
])('accepts %s', (_, environments) => expect(found(environments)).toEqual([]))
