import type { Check, Problem } from '../engine/check.ts'
import { inDocument } from './places.ts'
import { mostShards, type ScrapeShard, type ShardedJob, scrapeShardsIn } from './scrape-shards.ts'

export const scrapeShardsAreComplete: Check = {
  name: 'scrape-shards-are-complete',
  question: 'data',
  severity: 'error',
  why: 'The targets of a remainder that no Prometheus scrapes have no samples and no alerts, without an error. Targets that several shards scrape have each sample in each of them.',
  remedy: 'Scrape each remainder from 0 to modulus - 1 by one shard, with the same hashmod step in all of them.',
  source: 'https://prometheus.io/docs/prometheus/latest/configuration/configuration/#relabel_config',
  *run(context) {
    for (const shards of Map.groupBy(scrapeShardsIn(context), ({ setId }) => setId).values()) {
      const names = new Set(shards.flatMap(({ jobs }) => jobs.map(({ name }) => name)))
      for (const name of names) yield* jobProblems(shards, name)
    }
  },
}

interface Scrape {
  readonly shard: ScrapeShard
  readonly job: ShardedJob
}

function* jobProblems(shards: readonly ScrapeShard[], name: string): Iterable<Problem> {
  const scrapes = shards.flatMap((shard): Scrape[] =>
    shard.jobs.filter((job) => job.name === name).map((job) => ({ shard, job })),
  )
  const [first] = scrapes
  if (first === undefined) return
  const undivided = scrapes.find(({ job }) => job.hash === undefined)
  if (undivided !== undefined) yield* undividedJob(undivided, scrapes.length)
  else yield* divisionProblems(scrapes, first)
}

/** A job that scrapes the servers themselves: each shard has what the rules about the stack need. */
const isAboutPrometheus = ({ shard, job }: Scrape): boolean =>
  job.jobNames?.includes(shard.program.container.name) === true

function* undividedJob(scrape: Scrape, count: number): Iterable<Problem> {
  if (count < 2 || isAboutPrometheus(scrape)) return
  const { shard, job } = scrape
  yield {
    ...inDocument(shard.document, 'scrape_configs', job.index, 'job_name'),
    message: `each of ${count} shards scrapes all targets of the job ${job.name}.`,
    remedy: 'Add the job to one shard, or end its relabel_configs with the hashmod and keep steps of the other jobs.',
    severity: 'warning',
    cause: `job/${shard.setId}/${job.name}`,
  }
}

function* divisionProblems(scrapes: readonly Scrape[], first: Scrape): Iterable<Problem> {
  const { modulus } = first.job.hash!
  const other = scrapes.find(({ job }) => job.hash!.modulus !== modulus)
  if (other !== undefined) {
    yield {
      ...placeOf(other),
      message: `the job ${other.job.name} divides its targets by ${other.job.hash!.modulus}, and in another shard by ${modulus}.`,
    }
    return
  }
  const scraped = new Map<number, Scrape>()
  for (const scrape of scrapes) {
    const { remainders } = scrape.job.hash!
    if (remainders === undefined) return
    const shared = remainders.find((remainder) => scraped.has(remainder))
    if (shared !== undefined)
      yield {
        ...placeOf(scrape),
        message: `the targets of remainder ${shared} of the job ${scrape.job.name} are also scraped by ${scraped.get(shared)!.shard.program.container.workload.name}.`,
      }
    for (const remainder of remainders) scraped.set(remainder, scrape)
  }
  const missing = Array.from({ length: Math.min(modulus, mostShards) }, (_, one) => one).filter(
    (one) => !scraped.has(one),
  )
  if (missing.length > 0)
    yield {
      ...placeOf(first),
      message: `no shard scrapes the targets of remainder ${missing.slice(0, 10).join(', ')} of the job ${first.job.name}.`,
    }
}

const placeOf = ({ shard, job }: Scrape) =>
  inDocument(shard.document, 'scrape_configs', job.index, 'relabel_configs', job.hash!.index, 'modulus')
