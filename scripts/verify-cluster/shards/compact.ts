// Shards of the compactor.
import type { BlockMeta } from '../blocks.ts'
import { type Check, eventually, expectThat } from '../checks/check.ts'
import { divisionErrors } from '../partition.ts'
import { bucketTool } from '../pods/streams.ts'
import { hour } from '../samples.ts'
import { each, startTitle } from './start.ts'
import { loadedBlocks, seeSameAnswers } from './store.ts'
import { type Shards, shardsOf } from './subject.ts'

const streamOf = ({ thanos }: BlockMeta): string => thanos.labels.prometheus_replica!

async function seeCompaction(shards: Shards): Promise<string> {
  const { sharded, streams } = shards
  const start = Date.now()
  await sharded.start(each('thanos-compact', 1))
  const pods = shardsOf('thanos-compact').map((shard) => sharded.pod(`${shard}-0`))
  const { seen, blocks } = await eventually(300, async () => {
    const all = await bucketTool(sharded.bucket).list()
    const compacted = all.filter(({ minTime, maxTime }) => maxTime - minTime > 7 * hour)
    const counts = Map.groupBy(compacted, streamOf)
    const compactions = await Promise.all(pods.map((pod) => pod.metric('thanos_compact_group_compactions_total')))
    const text = `${compacted.length} blocks of 8 h of ${counts.size} streams, compactions ${compactions.join(' and ')}`
    expectThat(counts.size === streams.length && compacted.length === streams.length, text)
    const sum = compactions.reduce((total, count) => total + count, 0)
    expectThat(sum === streams.length && compactions.every((count) => count > 0), text)
    return { seen: text, blocks: compacted.map(({ ulid }) => ulid) }
  })
  for (const pod of pods) expectThat((await pod.metric('thanos_compact_halted')) === 0, `${pod.name} has halted`)
  const seconds = Math.round((Date.now() - start) / 1000)
  await eventually(120, () => expectServed(shards, blocks))
  return `${seen}, after ${seconds} s; the shards of the store gateway serve each of them once, with the same answers: ${await seeSameAnswers(shards)}`
}

/** A shard of the store gateway can have none of so few blocks. */
async function expectServed({ sharded }: Shards, blocks: readonly string[]): Promise<void> {
  const parts = await Promise.all(shardsOf('thanos-store').map((shard) => loadedBlocks(sharded, `${shard}-0`)))
  const served = parts.map((part) => part.filter((block) => blocks.includes(block)))
  const errors = divisionErrors(blocks, served)
  expectThat(errors.length === 0, errors.join('; '))
}

export const compactChecks: readonly Check<Shards>[] = [
  { title: 'compacts each stream in exactly one shard of the compactor', needs: [startTitle], run: seeCompaction },
]
