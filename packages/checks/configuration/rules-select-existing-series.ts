import { listOf, type Mapping, mappingOf, stringOf } from '@thanos-gitops/manifest'
import type { Check, CheckContext } from '../engine/check.ts'
import { programsIn } from '../engine/programs.ts'
import { anchoredPattern } from '../engine/re2.ts'
import { ownerOf } from './metric-owners.ts'
import type { LabelMatcher } from './promql/query.ts'
import { rulesIn, scrapeJobsIn } from './rules.ts'

export const rulesSelectExistingSeries: Check = {
  name: 'rules-select-existing-series',
  id: 'TH046',
  severity: 'warning',
  why: 'A rule over a metric or a job that nothing here produces never fires, or fires for ever where it asks for the absence. The rules of thanos-mixin take a job’s name to contain thanos-<component>.',
  remedy: 'Name the job as the rule expects it, or leave the rule out where the component is absent.',
  source: 'https://github.com/thanos-io/thanos/blob/v0.42.4/mixin/config.libsonnet',
  *run(context) {
    const scraped = scrapeJobsIn(context)
    if (!scraped) return
    const jobs = jobNames(context, scraped)
    const recorded = new Set(rulesIn(context).flatMap(({ fields }) => stringOf(fields.record) ?? []))
    for (const { file, fields, pointer, title, query } of rulesIn(context)) {
      if (!query || query.problems.length > 0 || typeof fields.expr !== 'string') continue
      const reported = new Set<string>()
      for (const { metric, matchers, offset } of query.selectors) {
        const missing = missingOwner(context, metric, recorded) ?? missingJob(jobs, matchers)
        if (missing === undefined || reported.has(missing)) continue
        reported.add(missing)
        yield { object: file.object, pointer: `${pointer}/expr`, offset, message: `${title}: ${missing}` }
      }
    }
  },
}

function missingOwner(
  context: CheckContext,
  metric: string | undefined,
  recorded: ReadonlySet<string>,
): string | undefined {
  const owner = metric === undefined || recorded.has(metric) ? undefined : ownerOf(metric)
  if (
    !owner ||
    programsIn(context).some(
      ({ name, command }) =>
        name === owner.program && (owner.commands.length === 0 || owner.commands.includes(command ?? '')),
    )
  )
    return undefined
  return `${metric} is a metric of ${owner.program}${owner.commands.length > 0 ? ` ${owner.commands.join(' and ')}` : ''}, which does not run here.`
}

function missingJob(jobs: readonly string[] | undefined, matchers: readonly LabelMatcher[]): string | undefined {
  const matcher = matchers.find(({ label, operator }) => label === 'job' && (operator === '=' || operator === '=~'))
  if (!jobs || !matcher || matcher.value === '') return undefined
  const pattern = matcher.operator === '=' ? undefined : anchoredPattern(matcher.value)
  if (matcher.operator === '=~' && (!pattern || pattern.matches(''))) return undefined
  return jobs.some((job) => (pattern ? pattern.matches(job) : job === matcher.value))
    ? undefined
    : `no job is called ${matcher.value}.`
}

const clusterName = '__meta_kubernetes_'

/**
 * The names that jobs can have: their own, and those that relabelling takes from names of containers, Services and pods.
 * Undefined where a job takes its name from elsewhere.
 */
function jobNames(context: CheckContext, scraped: readonly Mapping[]): string[] | undefined {
  const names: string[] = []
  for (const job of scraped) {
    const steps = listOf(job.relabel_configs).map(mappingOf)
    const naming = [...steps, ...listOf(job.metric_relabel_configs).map(mappingOf)].filter(
      ({ target_label: target }) => target === 'job',
    )
    if (steps.some(({ action }) => action === 'labelmap') || job.honor_labels === true) return undefined
    names.push(String(job.job_name))
    for (const { source_labels: labels, regex, replacement } of naming) {
      const sources = listOf(labels).map(String)
      if (sources.length === 0) {
        if (typeof replacement !== 'string' || replacement.includes('$')) return undefined
        names.push(replacement)
        continue
      }
      const values = sources.length === 1 ? valuesOf(context, sources[0]!) : undefined
      const isWhole =
        (regex === undefined || regex === '(.*)' || regex === '(.+)') &&
        (replacement === undefined || replacement === '$1' || replacement === '${1}')
      if (!values || !isWhole) return undefined
      names.push(...values)
    }
  }
  return names
}

function valuesOf(context: CheckContext, label: string): string[] | undefined {
  if (!label.startsWith(clusterName)) return undefined
  switch (label.slice(clusterName.length)) {
    case 'pod_container_name':
      return context.containers.map(({ name }) => name)
    case 'service_name':
      return context.ofKind('Service', '').map(({ object }) => object.metadata.name)
    case 'pod_controller_name':
    case 'pod_name':
      return context.workloads.map(({ name }) => name)
    case 'namespace':
      return [...new Set(context.workloads.map(({ namespace }) => namespace))]
    default: {
      const name = /^pod_label_(.+)$/.exec(label.slice(clusterName.length))?.[1]
      return name === undefined
        ? undefined
        : context.workloads.flatMap(({ podLabels }) =>
            Object.entries(podLabels).flatMap(([key, value]) => (key.replaceAll(/\W/g, '_') === name ? [value] : [])),
          )
    }
  }
}
