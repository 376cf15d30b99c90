import { sleep } from 'zx'
import { type Check, eventually, expectThat } from '../checks/check.ts'
import { askRange, type Question, type Reply } from '../pods/answers.ts'
import { metric } from '../samples.ts'
import type { Statistics } from './statistics.ts'
import { type Cached, type Caches, podNames } from './subject.ts'

const query = 'thanos-query-0'
const frontend = 'thanos-query-frontend-0'
const stores = podNames('thanos-store', 2)

async function inEach({ caches }: Caches, observe: (cached: Cached) => Promise<string>): Promise<string> {
  const seen: string[] = []
  for (const cached of caches)
    try {
      seen.push(`${cached.name}: ${await observe(cached)}`)
    } catch (error) {
      throw new Error(`${cached.name}: ${error instanceof Error ? error.message : error}`)
    }
  return seen.join('; ')
}

const start = (subject: Caches): Promise<string> =>
  inEach(subject, async ({ name, environment, replicas }) => {
    const time = Date.now()
    const objects = await environment.apply()
    await environment.start({ [name]: replicas, 'thanos-store': 2, 'thanos-query': 1, 'thanos-query-frontend': 1 })
    return `${objects} objects applied; ${environment.pods.size} pods ready after ${Math.round((Date.now() - time) / 1000)} s`
  })

/** Waits until the clients have stored what they store in the background. */
async function settled({ statistics }: Cached): Promise<Statistics> {
  for (let before = await statistics(); ; ) {
    await sleep(1500)
    const after = await statistics()
    if (after.sets === before.sets) return after
    before = after
  }
}

const allSeries: Question = { expression: metric, deduplicate: false }

/** Asks a pod until it returns all series. */
const complete = (
  { range, series }: Caches,
  { environment }: Cached,
  pod: string,
  question: Question,
): Promise<Reply> =>
  eventually(60, async () => {
    const reply = await askRange(environment.api(pod), question, range)
    const expected = question.deduplicate ? 1 : series
    expectThat(reply.series === expected, `${pod} returns ${reply.series} of ${expected} series`)
    expectThat(reply.warnings.length === 0, reply.warnings.join('; '))
    return reply
  })

const hitsOfStores = async ({ environment }: Cached, name: string): Promise<number> => {
  const counts = await Promise.all(stores.map((pod) => environment.pod(pod).metric(name)))
  return counts.reduce((sum, count) => sum + count, 0)
}

const ofIndex = 'thanos_store_index_cache_hits_total'
const ofBucket = 'thanos_store_bucket_cache_operation_hits_total'

/** Sends the same query twice, and returns what the servers counted before, between and after. */
async function twice(subject: Caches, cached: Cached, pod: string, question: Question) {
  const before = await settled(cached)
  const first = await complete(subject, cached, pod, question)
  const between = await settled(cached)
  const second = await complete(subject, cached, pod, question)
  const after = await settled(cached)
  expectThat(first.text === second.text, 'the second answer is another one')
  expectThat(between.sets > before.sets, `the first query stored ${between.sets - before.sets} items`)
  expectThat(after.hits > between.hits, `the second query found ${after.hits - between.hits} items`)
  return `the first query stored ${between.sets - before.sets} items, the second found ${after.hits - between.hits} and stored ${after.sets - between.sets}`
}

const seeStores = (subject: Caches): Promise<string> =>
  inEach(subject, async (cached) => {
    const [index, bucket] = [await hitsOfStores(cached, ofIndex), await hitsOfStores(cached, ofBucket)]
    const seen = await twice(subject, cached, query, allSeries)
    const [indexHits, bucketHits] = [
      (await hitsOfStores(cached, ofIndex)) - index,
      (await hitsOfStores(cached, ofBucket)) - bucket,
    ]
    expectThat(indexHits > 0 && bucketHits > 0, `hits of the index ${indexHits}, of the bucket ${bucketHits}`)
    return `${seen}; hits of the store gateways: ${indexHits} of the index, ${bucketHits} of the bucket`
  })

const ranges = { handler: 'query_range' }

const seeFrontend = (subject: Caches): Promise<string> =>
  inEach(subject, async (cached) => {
    const { environment } = cached
    // The query frontend stores no responses without deduplication.
    const question = { expression: `max_over_time(${metric}[5m])`, deduplicate: true }
    const requests = () => environment.pod(query).metric('http_requests_total', ranges)
    const seen = await twice(subject, cached, frontend, question)
    const before = await requests()
    await complete(subject, cached, frontend, question)
    const further = (await requests()) - before
    expectThat(before > 0 && further === 0, `the query got ${further} requests for an answer in the cache`)
    return `${seen}; a third one sent no request to the query`
  })

const seeLoss = (subject: Caches): Promise<string> =>
  inEach(subject, async (cached) => {
    const { name, environment, replicas } = cached
    const expected = await complete(subject, cached, query, allSeries)
    const pods = podNames(name, replicas).map((pod) => environment.pod(pod))
    await Promise.all(pods.map((pod) => pod.stop('SIGKILL')))
    const seconds: string[] = []
    for (const pod of [query, frontend]) {
      const time = Date.now()
      const reply = await askRange(environment.api(pod), allSeries, subject.range)
      expectThat(reply.text === expected.text, `${pod} returns ${reply.series} series of ${expected.series}`)
      expectThat(reply.warnings.length === 0, reply.warnings.join('; '))
      seconds.push(`${pod} after ${((Date.now() - time) / 1000).toFixed(1)} s`)
    }
    for (const pod of pods) pod.start()
    await environment.ready()
    const sets = await eventually(90, async () => {
      await complete(subject, cached, query, allSeries)
      const count = (await cached.statistics()).sets
      expectThat(count > 0, 'nothing is stored after the return of the cache')
      return count
    })
    return `the same answers without it, by ${seconds.join(' and ')}; ${sets} items stored after its return`
  })

const startTitle = 'starts the caches with store gateways, a query and a query frontend'
const needs = [startTitle]

/** In the order in which they run. */
export const cacheChecks: readonly Check<Caches>[] = [
  { title: startTitle, run: start },
  { title: 'stores index, chunks and metadata of blocks, and reads them for the same query', needs, run: seeStores },
  { title: 'stores responses of the query frontend, and answers the same query with them', needs, run: seeFrontend },
  { title: 'answers queries while the cache is down, and uses it again', needs, run: seeLoss },
]
