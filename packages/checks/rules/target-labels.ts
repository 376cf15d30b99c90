import { listOf, type Mapping, mappingOf, stringMapOf, stringOf } from '@thanos-gitops/manifest'
import { perContext } from '../engine/per-context.ts'
import { scrapeJobsIn } from './scrape-jobs.ts'

/**
 * The labels that scraping adds to the series of any job, besides those that the program sets. Undefined if the manifests do
 * not show all of them.
 */
export const targetLabels = perContext((context): ReadonlySet<string> | undefined => {
  const labels = (scrapeJobsIn(context) ?? [undefined]).map((job) => (job === undefined ? undefined : labelsOfJob(job)))
  return labels.every((names) => names !== undefined) ? new Set(['job', 'instance', ...labels.flat()]) : undefined
})

/** The labels that one job adds; undefined if they come from the labels of objects or files. */
function labelsOfJob(job: Mapping): readonly string[] | undefined {
  const steps = [...listOf(job.relabel_configs), ...listOf(job.metric_relabel_configs)].map(mappingOf)
  // Targets of other discoveries have the labels that a file or a server sets.
  const hasForeignLabels = Object.keys(job).some((key) => /_sd_configs$/.test(key) && key !== 'kubernetes_sd_configs')
  if (hasForeignLabels || steps.some(({ action }) => action === 'labelmap')) return undefined
  const targets = steps.map(({ target_label: target }) => stringOf(target) ?? '')
  if (targets.some((target) => target.includes('$'))) return undefined
  return [...targets.filter((target) => target !== ''), ...staticLabels(job), ...exportedLabels(targets)]
}

const staticLabels = (job: Mapping): readonly string[] =>
  listOf(job.static_configs).flatMap((entry) => Object.keys(stringMapOf(mappingOf(entry).labels)))

/** A label of the program with the name of a target label gets this prefix. */
const exportedLabels = (targets: readonly string[]): readonly string[] =>
  ['job', 'instance', ...targets].map((name) => `exported_${name}`)
