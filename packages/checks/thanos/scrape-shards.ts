// The servers of Prometheus that divide the targets of their jobs by a hash.
import { listOf, mappingOf, unshardedName } from '@thanos-gitops/manifest'
import type { Program } from '@thanos-gitops/workloads'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'
import { perContext } from '../engine/per-context.ts'
import { anchoredPattern } from '../engine/re2.ts'
import { jobNames } from '../rules/scrape-jobs.ts'
import { programsNamed } from './components.ts'
import { configurationOf } from './prometheus.ts'

/** Larger hash sets are checked up to this number of shards. */
export const mostShards = 1000

export interface ShardedJob {
  readonly name: string
  /** In `scrape_configs`. */
  readonly index: number
  /** Undefined for a job whose targets each shard scrapes. */
  readonly hash: ScrapeHash | undefined
  /** The values of the label job; undefined if the manifests do not show them. */
  readonly jobNames: readonly string[] | undefined
}

interface ScrapeHash {
  readonly modulus: number
  /** In `relabel_configs`. */
  readonly index: number
  /** The remainders of the targets that are scraped; undefined for a filter that cannot be evaluated. */
  readonly remainders: readonly number[] | undefined
}

export interface ScrapeShard {
  readonly program: Program
  /** Equal for the shards of one Prometheus: the namespace and the name of the workload without a suffix. */
  readonly setId: string
  readonly document: EmbeddedDocument
  readonly jobs: readonly ShardedJob[]
}

/** Each Prometheus of which a job selects its targets by a hash. */
export const scrapeShardsIn = perContext((context): readonly ScrapeShard[] =>
  programsNamed(context, 'prometheus').flatMap((program) => {
    const document = configurationOf(context, program)?.document
    if (document === undefined) return []
    const jobs = listOf(mappingOf(document.value).scrape_configs)
      .map(mappingOf)
      .map((job, index) => ({
        name: String(job.job_name),
        index,
        hash: hashOf(listOf(job.relabel_configs)),
        jobNames: jobNames(context, [job]),
      }))
    if (jobs.every(({ hash }) => hash === undefined)) return []
    const { workload } = program.container
    return [{ program, document, jobs, setId: `${workload.namespace}/${unshardedName(workload.object.object)}` }]
  }),
)

function hashOf(relabelling: readonly unknown[]): ScrapeHash | undefined {
  const steps = relabelling.map(mappingOf)
  const index = steps.findIndex(({ action, modulus }) => action === 'hashmod' && typeof modulus === 'number')
  const { modulus, target_label: target } = steps[index] ?? {}
  if (typeof modulus !== 'number') return undefined
  const filters = steps.slice(index).filter(({ source_labels: labels }) => listOf(labels).join() === String(target))
  let remainders: readonly number[] | undefined = Array.from({ length: Math.min(modulus, mostShards) }, (_, one) => one)
  for (const { action, regex } of filters) {
    const pattern = anchoredPattern(String(regex))
    if (pattern === undefined) return { modulus, index, remainders: undefined }
    remainders = remainders.filter((remainder) => pattern.matches(String(remainder)) === (action === 'keep'))
  }
  return { modulus, index, remainders }
}
