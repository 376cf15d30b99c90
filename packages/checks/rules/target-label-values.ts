import { listOf, type Mapping, mappingOf, stringMapOf } from '@thanos-gitops/manifest'
import type { CheckContext } from '../engine/check.ts'
import type { LabelMatcher } from '../promql/analysis.ts'
import type { SelectorExpression } from '../promql/expression.ts'
import { formatMatcher, matches } from '../promql/labels/matcher-values.ts'
import { memoized } from './memoized.ts'
import { jobNames, relabelledNames, scrapeJobsIn } from './scrape-jobs.ts'

/**
 * The matcher of a selector that no target of its jobs fulfills: another namespace than those in which the jobs discover
 * targets, or another value than the one that relabelling writes.
 */
export const unfulfilledTargetMatcher: (
  context: CheckContext,
  selector: SelectorExpression,
) => UnfulfilledMatcher | undefined = memoized(
  ({ matchers }) => matchers.map(formatMatcher).join(),
  (context, { matchers }) => {
    const ofJob = matchers.filter(({ label }) => label === 'job')
    const jobs = scrapeJobsIn(context)?.filter((job) => {
      const names = jobNames(context, [job])
      return names === undefined || names.some((name) => ofJob.every((matcher) => matches(matcher, name)))
    })
    if (jobs === undefined || jobs.length === 0) return undefined
    const others = matchers.filter(({ label }) => label !== 'job' && label !== '__name__')
    return others.map((matcher) => unfulfilledBy(context, jobs, matcher)).find((problem) => problem !== undefined)
  },
)

interface UnfulfilledMatcher {
  readonly message: string
  readonly remedy: string
}

function unfulfilledBy(
  context: CheckContext,
  jobs: readonly Mapping[],
  matcher: LabelMatcher,
): UnfulfilledMatcher | undefined {
  const values = jobs.map((job) => valuesOf(context, job, matcher.label))
  if (!values.every((list) => list !== undefined)) return undefined
  const all = [...new Set(values.flat())]
  if (all.some((value) => matches(matcher, value))) return undefined
  return {
    message: `no target of the selected jobs fulfills ${formatMatcher(matcher)}.`,
    remedy: `The targets have ${matcher.label} ${all.filter((value) => value !== '').join(' or ')}.`,
  }
}

/** The values that a label of the targets of a job can have. Undefined if the manifests do not show them, or no step writes the label. */
function valuesOf(context: CheckContext, job: Mapping, label: string): readonly string[] | undefined {
  const steps = [...listOf(job.relabel_configs), ...listOf(job.metric_relabel_configs)].map(mappingOf)
  if (job.honor_labels === true || steps.some(({ action }) => action === 'labelmap')) return undefined
  const writing = steps.filter(({ target_label: target }) => target === label)
  const [step] = writing
  if (step === undefined) return staticValues(job, label)
  return writing.length === 1 ? writtenValues(context, job, step) : undefined
}

function staticValues(job: Mapping, label: string): readonly string[] | undefined {
  const entries = listOf(job.static_configs).map((entry) => stringMapOf(mappingOf(entry).labels)[label])
  const isOnlyStatic = !Object.keys(job).some((key) => key.endsWith('_sd_configs'))
  return isOnlyStatic && entries.length > 0 && entries.every((value) => value !== undefined) ? entries : undefined
}

/** The values that a step without a condition writes. */
function writtenValues(context: CheckContext, job: Mapping, step: Mapping): readonly string[] | undefined {
  if (step.action !== undefined && step.action !== 'replace') return undefined
  const [source, ...others] = listOf(step.source_labels).map(String)
  if (source === undefined) return relabelledNames(context, step)
  const namespaces = discoveredNamespaces(job)
  if (others.length > 0 || namespaces === undefined) return undefined
  if (source === '__meta_kubernetes_namespace')
    return step.replacement === undefined && step.regex === undefined ? namespaces : undefined
  // A pod may lack the label.
  if (source.startsWith('__meta_kubernetes_pod_label_')) return withMissing(relabelledNames(context, step))
  return source === '__meta_kubernetes_pod_container_name' ? relabelledNames(context, step) : undefined
}

const withMissing = (values: readonly string[] | undefined): readonly string[] | undefined => values && [...values, '']

/** The namespaces in which a job discovers targets; undefined for all namespaces. */
function discoveredNamespaces(job: Mapping): readonly string[] | undefined {
  const discoveries = listOf(job.kubernetes_sd_configs).map((entry) => mappingOf(mappingOf(entry).namespaces))
  const areLimited = discoveries.every(({ names, own_namespace: own }) => own !== true && listOf(names).length > 0)
  const isOnlyKubernetes = Object.keys(job).every(
    (key) => key === 'kubernetes_sd_configs' || !key.endsWith('_sd_configs'),
  )
  return areLimited && isOnlyKubernetes && discoveries.length > 0
    ? discoveries.flatMap(({ names }) => listOf(names).map(String))
    : undefined
}
