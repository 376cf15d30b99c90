// Blocks reach the bucket, the store gateway reads them, the query removes duplicates, the compactor compacts and downsamples.
import { cpSync, renameSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { $ } from 'zx'
import { type BlockMeta, createBlocks } from '../blocks.ts'
import { workloadsIn } from '../clone.ts'
import { compactableRange, metric, type Range, recentRange, valueAt } from '../samples.ts'
import { type Check, eventually, expectThat, queryApi, replicasOf, type Stack } from './check.ts'

const replicas = ['prometheus-0', 'prometheus-1'] as const
const uploadTitle = 'gets blocks of two replicas into the bucket'

export const storageChecks: readonly Check[] = [
  { title: 'uploads a block of Prometheus by its sidecar', run: seeSidecar },
  { title: uploadTitle, run: uploadBlocks },
  { title: 'reads the blocks through the store gateway', needs: [uploadTitle], run: seeStore },
  { title: 'removes the duplicates of two replicas in a query', needs: [uploadTitle], run: seeDuplicates },
  {
    title: 'removes the duplicates of its own two Prometheus',
    applies: ({ clone }) => replicasOf(workloadsIn(clone.manifests), 'prometheus') > 1,
    run: seeLiveDuplicates,
  },
  { title: 'compacts and downsamples the blocks', needs: [uploadTitle], run: seeCompaction },
  { title: 'reads the compacted blocks with the same result', needs: [uploadTitle], run: seeStore },
]

/** Puts a block of two hours into the volume of Prometheus, as if Prometheus had written it. */
async function seeSidecar({ node, namespace, programs, bucket }: Stack): Promise<string> {
  const folder = join(node.folder, 'recent')
  const [block] = await createBlocks(programs.promtool, folder, recentRange(Date.now()))
  const data = node.volumes.folderOf(`${namespace}/data-prometheus-0`)
  const staging = join(dirname(data), basename(block!))
  cpSync(block!, staging, { recursive: true })
  await $({ quiet: true })`chown -R 65534:65534 ${staging}`
  renameSync(staging, join(data, basename(block!)))
  const start = Date.now()
  const tool = await bucket()
  return eventually(180, async () => {
    const found = (await tool.list()).find(({ ulid }) => ulid === basename(block!))
    expectThat(found !== undefined, `The bucket has no block ${basename(block!)}.`)
    const { labels, source } = found.thanos
    expectThat(source === 'sidecar' && labels.prometheus_replica === 'prometheus-0', JSON.stringify(found.thanos))
    return `in the bucket after ${Math.round((Date.now() - start) / 1000)} s, with the labels ${JSON.stringify(labels)}`
  })
}

/** The time in milliseconds of the crafted blocks, fixed when they are uploaded. */
const ranges = new WeakMap<Stack, Range>()
const rangeOf = (stack: Stack): Range => {
  const range = ranges.get(stack) ?? compactableRange(Date.now())
  ranges.set(stack, range)
  return range
}

async function uploadBlocks(stack: Stack): Promise<string> {
  const tool = await stack.bucket()
  const range = rangeOf(stack)
  const blocks: string[] = []
  for (const replica of replicas) {
    const created = await createBlocks(stack.programs.promtool, join(stack.node.folder, replica), range)
    await tool.upload(dirname(created[0]!), { cluster: stack.cluster, prometheus_replica: replica })
    blocks.push(...created.map((path) => basename(path)))
  }
  const inBucket = new Set((await tool.list()).map(({ ulid }) => ulid))
  const missing = blocks.filter((ulid) => !inBucket.has(ulid))
  expectThat(missing.length === 0, `Missing in the bucket: ${missing.join(', ')}`)
  return `${blocks.length} blocks of 2 h, ${blocks.length / 2} for each replica`
}

/** Prometheus has none of these samples. */
async function seeStore(stack: Stack): Promise<string> {
  const { start, end } = rangeOf(stack)
  const minutes = (end - start) / 60_000
  return eventually(240, async () => {
    const time = String(end / 1000 - 1)
    const expression = `count_over_time(${metric}[${minutes}m])`
    const found = await queryApi(stack).query(expression, { time, dedup: 'true' })
    const count = Number(found[0]?.value[1] ?? 0)
    expectThat(count === minutes, `${count} of ${minutes} samples`)
    return `${count} of ${minutes} samples`
  })
}

async function seeDuplicates(stack: Stack): Promise<string> {
  const { start } = rangeOf(stack)
  const time = start + 90 * 60_000
  return eventually(240, async () => {
    const parameters = { time: String(time / 1000) }
    const without = await queryApi(stack).query(metric, { ...parameters, dedup: 'false' })
    const merged = await queryApi(stack).query(metric, { ...parameters, dedup: 'true' })
    const seen = `${without.length} series without deduplication, ${merged.length} with it, value ${merged[0]?.value[1]}`
    expectThat(without.length === 2 && merged.length === 1, seen)
    expectThat(Number(merged[0]!.value[1]) === valueAt(time), `${seen} instead of ${valueAt(time)}`)
    return seen
  })
}

async function seeLiveDuplicates(stack: Stack): Promise<string> {
  return eventually(120, async () => {
    const expression = 'up{job="apiserver"}'
    const without = await queryApi(stack).query(expression, { dedup: 'false' })
    const merged = await queryApi(stack).query(expression, { dedup: 'true' })
    const seen = `${expression}: ${without.length} series without deduplication, ${merged.length} with it`
    expectThat(without.length === 2 && merged.length === 1, seen)
    return seen
  })
}

async function seeCompaction(stack: Stack): Promise<string> {
  const tool = await stack.bucket()
  const range = rangeOf(stack)
  const start = Date.now()
  return eventually(600, async () => {
    const blocks = (await tool.list()).filter(({ minTime, maxTime }) => minTime >= range.start && maxTime <= range.end)
    const days = blocks.filter(({ minTime, maxTime }) => maxTime - minTime > 40 * 3_600_000)
    const raw = days.filter(({ thanos }) => thanos.downsample.resolution === 0)
    const downsampled = days.filter(({ thanos }) => thanos.downsample.resolution === 300_000)
    const seen = `${blocks.length} blocks, of them ${raw.length} of 2 days and ${downsampled.length} of 2 days at 5 minutes`
    expectThat(raw.length === replicas.length && downsampled.length === replicas.length, seen)
    return `${seen}, after ${Math.round((Date.now() - start) / 1000)} s; levels ${levelsOf(raw)}`
  })
}

const levelsOf = (blocks: readonly BlockMeta[]): string => blocks.map(({ compaction }) => compaction.level).join(', ')
