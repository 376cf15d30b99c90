import { expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { backupIsAnotherBucket } from './backup-is-another-bucket.ts'

const s3 = (bucket: string, folder = '', endpoint = 's3.example.com'): string =>
  `{type: S3${folder === '' ? '' : `, prefix: ${folder}`}, config: {bucket: ${bucket}, endpoint: ${endpoint}}}`

const replicate = (from: string, to: string | undefined, env = ''): string[] =>
  problemsIn(
    backupIsAnotherBucket,
    workload(
      'replicate',
      `image: quay.io/thanos/thanos:v0.42.4
${env}
args:
- tools
- bucket
- replicate
- '--objstore.config=${from}'
${to === undefined ? '' : `- '--objstore-to.config=${to}'`}`,
    ),
  ).map((problem) => problem.replace(/^\d+: Deployment\/replicate: /, ''))

it.each([
  ['the bucket', s3('blocks'), s3('blocks'), 'the blocks in blocks are copied to where they are.'],
  ['the folder', s3('blocks', 'eu'), s3('blocks', '/eu/'), 'the blocks in blocks/eu are copied to where they are.'],
  [
    'the bucket of AWS at another address',
    s3('blocks', '', 's3.amazonaws.com'),
    s3('blocks', '', 's3.eu-west-1.amazonaws.com'),
    'the blocks in blocks are copied to where they are.',
  ],
  [
    'another folder of the bucket',
    s3('blocks', 'eu'),
    s3('blocks', 'backup'),
    'the copies in blocks/backup are in the bucket of the blocks, blocks/eu, and are lost with it.',
  ],
  [
    'a folder on a disk',
    '{type: FILESYSTEM, config: {directory: /data}}',
    '{type: FILESYSTEM, config: {directory: /data}}',
    'the blocks are copied to where they are.',
  ],
])('finds a copy to %s that it comes from', (_, from, to, message) => {
  expect(replicate(from, to)).toEqual([message])
})

it('finds the bucket of one claim', () => {
  const env = 'env: [{name: BUCKET, valueFrom: {configMapKeyRef: {name: claim, key: BUCKET_NAME}}}]'
  expect(replicate(s3('$(BUCKET)'), s3('$(BUCKET)'), env)).toEqual(['the blocks are copied to where they are.'])
})

it('finds a program without a second bucket', () => {
  expect(replicate(s3('blocks'), undefined)).toEqual([
    'thanos tools bucket replicate has no bucket to copy to, so it does not start.',
  ])
})

it.each([
  ['another bucket', s3('blocks'), s3('copies')],
  ['a bucket of the same name on another server', s3('blocks'), s3('blocks', '', 's3.example.org')],
  ['buckets of two claims', s3('$(BUCKET_NAME)'), s3('$(BACKUP_BUCKET_NAME)')],
])('accepts %s', (_, from, to) => {
  const env = `env:
- {name: BUCKET_NAME, valueFrom: {configMapKeyRef: {name: claim, key: BUCKET_NAME}}}
- {name: BACKUP_BUCKET_NAME, valueFrom: {configMapKeyRef: {name: second-claim, key: BUCKET_NAME}}}`
  expect(replicate(from, to, env)).toEqual([])
})
