import { expect, it } from 'vitest'
import { diff } from '../testing/objects.ts'
import { thanosWorkload } from '../testing/thanos-workload.ts'

const workload = (name: string, program: string, args: readonly string[], replicas = 1) =>
  thanosWorkload(name, program, args, { replicas })

const retention = ['--retention.resolution-raw=30d', '--retention.resolution-5m=30d', '--retention.resolution-1h=30d']
const shardOf = (number: number, modulus: number): string =>
  `--selector.relabel-config=[{action: hashmod, source_labels: [cluster], target_label: shard, modulus: ${modulus}}, {action: keep, source_labels: [shard], regex: "${number}"}]`
const compactors = (count: number, replicas = 1) =>
  count === 1
    ? [workload('compact', 'compact', retention, replicas)]
    : Array.from({ length: count }, (_, shard) =>
        workload(`compact-${shard}`, 'compact', [...retention, shardOf(shard, count)], replicas),
      )
const stores = (count: number) =>
  Array.from({ length: count }, (_, shard) => workload(`store-${shard}`, 'store', [shardOf(shard, count)]))

/** Each object with its class, the reasons and the procedure of a risk. */
const changes = (before: readonly object[], after: readonly object[]) =>
  diff(before, after).objects.map(({ name, class: worst, changes: all, remedy }) => ({
    name,
    worst,
    why: all.map(({ why }) => why).join('\n'),
    remedy: remedy?.id,
  }))

it.each([
  ['the first shards', compactors(1), compactors(2), ['compact-0', 'compact-1']],
  ['another shard', compactors(2), compactors(3), ['compact-0', 'compact-1', 'compact-2']],
  ['one shard less', compactors(3), compactors(2), ['compact-0', 'compact-1']],
])('reports two compactors on one stream for %s', (_, before, after, names) => {
  const risks = changes(before, after).filter(({ worst }) => worst === 'risk')
  expect(risks.map(({ name }) => name).sort()).toEqual(names)
  for (const { why, remedy } of risks) {
    expect(why).toContain('two compactors on one stream of blocks create overlapping blocks')
    expect(remedy).toBe('stop-compactors')
  }
})

it('has no risk while no compactor runs, and no loss that the old compactor does not cause', () => {
  const found = changes(compactors(1, 0), compactors(2, 0))
  expect(found.filter(({ worst }) => ['risk', 'data-loss'].includes(worst))).toEqual([])
  expect(changes(compactors(1), compactors(2)).filter(({ worst }) => worst === 'data-loss')).toEqual([])
})

it('explains that the shards of a store gateway load other blocks', () => {
  const found = changes(stores(2), stores(3)).find(({ name }) => name === 'store-0')
  expect(found).toMatchObject({ worst: 'restart', why: expect.stringContaining('It serves other blocks') })
})
