// Shards of Prometheus: each target of applications in one of them, those of the stack in all.
import { type Check, eventually, expectThat } from '../checks/check.ts'
import { expectDivision } from '../partition.ts'
import type { Target } from '../prometheus-api.ts'
import { startTitle } from './start.ts'
import { type Shards, shardsOf } from './subject.ts'
import { applicationAddresses, applications } from './targets.ts'

const ofApplications = 'annotated-pods'
const ofStack = 'thanos'

const urlsOf = (targets: readonly Target[], pool: string): readonly string[] =>
  targets
    .filter(({ scrapePool }) => scrapePool === pool)
    .map(({ scrapeUrl }) => new URL(scrapeUrl).host)
    .toSorted()

async function seeTargets({ sharded }: Shards): Promise<string> {
  return eventually(120, async () => {
    const parts: (readonly string[])[] = []
    const stack: (readonly string[])[] = []
    for (const shard of shardsOf('prometheus')) {
      const [one, other] = [
        await sharded.api(`${shard}-0`, 'web').targets(),
        await sharded.api(`${shard}-1`, 'web').targets(),
      ]
      for (const pool of [ofApplications, ofStack])
        expectThat(
          urlsOf(one, pool).join() === urlsOf(other, pool).join(),
          `the replicas of ${shard} have different targets of ${pool}`,
        )
      const down = [...one, ...other].filter(
        ({ scrapePool, health }) => [ofApplications, ofStack].includes(scrapePool) && health !== 'up',
      )
      expectThat(
        down.length === 0,
        `not up: ${down.map(({ scrapeUrl, lastError }) => `${scrapeUrl} ${lastError}`).join(', ')}`,
      )
      parts.push(urlsOf(one, ofApplications))
      stack.push(urlsOf(one, ofStack))
    }
    const counts = expectDivision(applicationAddresses, parts)
    expectThat(
      new Set(stack.map(String)).size === 1 && stack[0]!.length > 0,
      'the shards have different targets of the stack',
    )
    return `${applications.count} targets of applications: ${counts}; the ${stack[0]!.length} targets of the stack in each shard`
  })
}

const expression = `up{job="${ofApplications}"}`

/** Expects each target once, and both replicas of its shard without deduplication. */
async function seeSeries({ sharded }: Shards, replicas: number): Promise<void> {
  const api = sharded.api('thanos-query-0')
  const merged = await api.answer(expression)
  const all = await api.answer(expression, { dedup: 'false' })
  expectThat(
    merged.result.length === applications.count && all.result.length === replicas,
    `${merged.result.length} series with deduplication, ${all.result.length} without it`,
  )
  expectThat(
    merged.result.every(({ value }) => value[1] === '1'),
    'a target is not up',
  )
  const shards = new Set(all.result.map(({ metric }) => metric.prometheus_shard))
  expectThat(shards.size === shardsOf('prometheus').length, `shards in the labels: ${[...shards].join(', ')}`)
}

async function seeQuery(shards: Shards): Promise<string> {
  await eventually(120, () => seeSeries(shards, 2 * applications.count))
  const lost = shards.sharded.pod('prometheus-0-1')
  const ofShard = urlsOf(await shards.sharded.api('prometheus-0-0', 'web').targets(), ofApplications).length
  await lost.stop('SIGKILL')
  await eventually(60, () => seeSeries(shards, 2 * applications.count - ofShard))
  lost.start()
  await shards.sharded.ready()
  await eventually(120, () => seeSeries(shards, 2 * applications.count))
  return `${applications.count} series with deduplication and ${2 * applications.count} without it; ${applications.count} and ${2 * applications.count - ofShard} without ${lost.name}`
}

const scraped = 'scrapes each target in exactly one shard of Prometheus'

export const prometheusChecks: readonly Check<Shards>[] = [
  { title: scraped, needs: [startTitle], run: seeTargets },
  {
    title: 'returns each target once, also while a replica of Prometheus is down',
    needs: [startTitle, scraped],
    run: seeQuery,
  },
]
