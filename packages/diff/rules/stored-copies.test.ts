import { expect, it } from 'vitest'
import { diff, workload } from '../testing/objects.ts'

const thanos = (name: string, ...args: string[]) =>
  workload({ name, image: 'quay.io/thanos/thanos:v0.42.4', container: { args } })
const router = (factor: string) =>
  thanos('router', 'receive', '--receive.hashrings-file=/etc/h.json', `--receive.replication-factor=${factor}`)
const whyOf = (...objects: readonly object[]): string | undefined =>
  diff([], objects).objects.find(({ name }) => name === 'router')?.why
const compactor = thanos('compact', 'compact', '--wait')

it('reports that new receivers store each sample several times', () => {
  expect(whyOf(router('3'), compactor)).toContain('Each sample is in the bucket 3 times')
})

it('reports nothing for one copy, and where the compactor merges the copies', () => {
  expect(whyOf(router('1'), compactor)).not.toContain('in the bucket')
  const merging = thanos('compact', 'compact', '--wait', '--deduplication.replica-label=receive_replica')
  expect(whyOf(router('3'), merging)).not.toContain('in the bucket')
})
