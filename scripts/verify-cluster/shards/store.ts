// Shards of the store gateway.
import { type Check, eventually, expectThat } from '../checks/check.ts'
import { expectDivision } from '../partition.ts'
import { askRange, questions, type Reply } from '../pods/answers.ts'
import type { RunningEnvironment } from '../pods/running-environment.ts'
import { startTitle } from './start.ts'
import { type Shards, shardsOf } from './subject.ts'

/** The blocks that the loaded view of a store gateway or a compactor has. */
export async function loadedBlocks(environment: RunningEnvironment, pod: string): Promise<readonly string[]> {
  const { blocks } = await environment
    .api(pod)
    .data<{ readonly blocks: readonly { readonly ulid: string }[] | null }>('/api/v1/blocks', { view: 'loaded' })
  return (blocks ?? []).map(({ ulid }) => ulid).toSorted()
}

async function seeBlocks({ sharded, blocks }: Shards): Promise<string> {
  return eventually(120, async () => {
    const parts: (readonly string[])[] = []
    for (const shard of shardsOf('thanos-store')) {
      const [one, other] = [await loadedBlocks(sharded, `${shard}-0`), await loadedBlocks(sharded, `${shard}-1`)]
      expectThat(one.join() === other.join(), `the replicas of ${shard} have different blocks`)
      parts.push(one)
    }
    return `${blocks.length} blocks: ${expectDivision(blocks, parts)}, the same in both replicas of a shard`
  })
}

const queryPod = 'thanos-query-0'

/** What the environment without shards answers. */
const expectedReplies = ({ whole, range }: Shards): Promise<readonly Reply[]> =>
  Promise.all(questions.map((question) => askRange(whole.api(queryPod), question, range)))

/** Asks all questions, one after the other. */
async function askAll({ sharded, range }: Shards, all = questions): Promise<readonly Reply[]> {
  const replies: Reply[] = []
  for (const question of all) replies.push(await askRange(sharded.api(queryPod), question, range))
  return replies
}

/** Asks all questions, and returns how many answers are complete, and how many of the others have a warning. */
async function ask(shards: Shards, expected: readonly Reply[]) {
  const replies = await askAll(shards)
  const incomplete = replies.filter(({ text }, index) => text !== expected[index]!.text)
  return {
    total: replies.length,
    complete: replies.length - incomplete.length,
    warned: incomplete.filter(({ warnings }) => warnings.length > 0).length,
    warnings: replies.flatMap(({ warnings }) => warnings),
  }
}

export async function seeSameAnswers(shards: Shards): Promise<string> {
  return eventually(120, async () => {
    const expected = await expectedReplies(shards)
    const streamCount = shards.streams.length
    expectThat(expected[0]!.series === streamCount, `${expected[0]!.series} series without shards`)
    const { total, complete, warnings } = await ask(shards, expected)
    expectThat(complete === total, `${complete} of ${total} answers are the same`)
    expectThat(warnings.length === 0, `warnings: ${warnings.join('; ')}`)
    return `${total} range queries over ${(shards.range.end - shards.range.start) / 3_600_000} h: equal, ${streamCount} series without deduplication and ${expected[1]!.series} with it`
  })
}

const series = { grpc_method: 'Series' }
const rounds = 4

/** With `group`, each query asks one replica of each shard, in turn. */
async function seeGroups(shards: Shards): Promise<string> {
  const pods = shardsOf('thanos-store').map((shard) =>
    [0, 1].map((replica) => shards.sharded.pod(`${shard}-${replica}`)),
  )
  const read = () =>
    Promise.all(
      pods.map((ofShard) => Promise.all(ofShard.map((pod) => pod.metric('grpc_server_handled_total', series)))),
    )
  const before = await read()
  for (let round = 0; round < rounds; round++) await askAll(shards)
  const after = await read()
  const asked = after.map((ofShard, shard) => ofShard.map((count, replica) => count - before[shard]![replica]!))
  const queries = rounds * questions.length
  for (const [shard, counts] of asked.entries()) {
    const sum = counts.reduce((total, count) => total + count, 0)
    expectThat(sum === queries, `shard ${shard} got ${sum} requests for ${queries} queries: ${counts.join(', ')}`)
    expectThat(
      counts.every((count) => count > 0),
      `a replica of shard ${shard} got no request: ${counts.join(', ')}`,
    )
  }
  return `${queries} queries: requests to the replicas of the shards ${asked.map((counts) => counts.join(' and ')).join('; ')}`
}

/** Asks until all answers are complete. Each answer before must have a warning. */
async function askUntilComplete(shards: Shards, expected: readonly Reply[]): Promise<string> {
  let [warned, silent] = [0, 0]
  const start = Date.now()
  const seconds = await eventually(120, async () => {
    const result = await ask(shards, expected)
    warned += result.warned
    silent += result.total - result.complete - result.warned
    expectThat(result.complete === result.total, `${result.complete} of ${result.total} answers are complete`)
    return Math.round((Date.now() - start) / 1000)
  })
  expectThat(silent === 0, `${silent} answers were incomplete without a warning`)
  return `${warned === 0 ? 'each answer complete' : `${warned} answers with a warning, and complete after ${seconds} s`}`
}

async function seeLostReplica(shards: Shards): Promise<string> {
  const expected = await expectedReplies(shards)
  const lost = shards.sharded.pod('thanos-store-0-1')
  await lost.stop('SIGKILL')
  const without = await askUntilComplete(shards, expected)
  lost.start()
  await shards.sharded.ready()
  return `without ${lost.name}: ${without}; after its return: ${await askUntilComplete(shards, expected)}`
}

/** How long a shard stays away, in seconds. The query looks at its endpoints every 5 s, and then leaves out those that do not answer. */
const absence = 15

/** Without deduplication: with it, blocks of other replicas in other shards can replace the missing ones. */
const everyStream = questions[0]!

async function seeLostShard(shards: Shards): Promise<string> {
  const expected = await expectedReplies(shards)
  const lost = [0, 1].map((replica) => shards.sharded.pod(`thanos-store-0-${replica}`))
  await Promise.all(lost.map((pod) => pod.stop('SIGKILL')))
  const stop = Date.now()
  let [warned, silent, lastWarning] = [0, 0, stop]
  while (Date.now() < stop + absence * 1000) {
    const [reply] = await askAll(shards, [everyStream])
    expectThat(reply!.text !== expected[0]!.text, 'an answer was complete without the shard')
    const isWarned = reply!.warnings.length > 0
    warned += isWarned ? 1 : 0
    silent += isWarned ? 0 : 1
    if (isWarned) lastWarning = Date.now()
  }
  for (const pod of lost) pod.start()
  await shards.sharded.ready()
  const start = Date.now()
  await eventually(120, async () => {
    const result = await ask(shards, expected)
    expectThat(result.complete === result.total, `${result.complete} of ${result.total} answers are complete`)
  })
  expectThat(warned > 0, 'no answer had a warning')
  return `${warned} answers of the first ${((lastWarning - stop) / 1000).toFixed(1)} s with a warning, then ${silent} without one; complete ${Math.round((Date.now() - start) / 1000)} s after the shard is ready again`
}

const served = 'serves each block in exactly one shard of the store gateway'
const same = 'returns the same answers with shards as without'
const needs = [startTitle]

export const storeChecks: readonly Check<Shards>[] = [
  { title: served, needs, run: seeBlocks },
  { title: same, needs, run: seeSameAnswers },
  { title: 'asks one replica of each shard, in turn', needs, run: seeGroups },
  { title: 'returns complete answers while one replica of a shard is down', needs, run: seeLostReplica },
  {
    title: 'lacks the blocks of a shard whose replicas are all down, with a warning at first',
    needs,
    run: seeLostShard,
  },
]
