import { listOf, type Mapping, mappingOf } from '@thanos-gitops/manifest'
import { usesOf } from '@thanos-gitops/workloads'
import type { CheckContext } from '../engine/check.ts'
import { perContext } from '../engine/per-context.ts'
import { programsNamed } from '../thanos/components.ts'
import { configurationOf } from '../thanos/prometheus.ts'

/**
 * The scrape jobs of all Prometheus servers. Undefined if the manifests do not show all jobs: a configuration is not in the
 * manifests, or a server receives series from an agent or another Prometheus.
 */
export const scrapeJobsIn = perContext((context): readonly Mapping[] | undefined => {
  const servers = programsNamed(context, 'prometheus')
  const configurations = servers.map((program) => configurationOf(context, program)?.document.value)
  const receivesSeries = servers.some((program) => usesOf(program, 'web.enable-remote-write-receiver').length > 0)
  const areComplete = configurations.every(
    (value) => value !== undefined && mappingOf(value).scrape_config_files === undefined,
  )
  if (servers.length === 0 || receivesSeries || !areComplete) return undefined
  return configurations.flatMap((value) => listOf(mappingOf(value).scrape_configs).map(mappingOf))
})

/** The values of the label job of all scrape jobs; undefined if the manifests do not show them. */
export const allJobNames = perContext((context): ReadonlySet<string> | undefined => {
  const jobs = scrapeJobsIn(context)
  const names = jobs && jobNames(context, jobs)
  return names && new Set(names)
})

/**
 * The values that the label job can have: the names of the jobs, and the names of containers, Services and pods from which
 * relabelling takes it. Undefined if a job takes its name from another source.
 */
export function jobNames(context: CheckContext, jobs: readonly Mapping[]): readonly string[] | undefined {
  const namesOfJobs = jobs.map((job) => cachedNames(context, job))
  return namesOfJobs.every((names) => names !== undefined) ? [...new Set(namesOfJobs.flat())] : undefined
}

const namesByJob = perContext((): Map<Mapping, readonly string[] | undefined> => new Map())

function cachedNames(context: CheckContext, job: Mapping): readonly string[] | undefined {
  const known = namesByJob(context)
  if (!known.has(job)) known.set(job, namesOfJob(context, job))
  return known.get(job)
}

function namesOfJob(context: CheckContext, job: Mapping): readonly string[] | undefined {
  const relabelling = listOf(job.relabel_configs).map(mappingOf)
  const metricRelabelling = listOf(job.metric_relabel_configs).map(mappingOf)
  if (job.honor_labels === true || relabelling.some(({ action }) => action === 'labelmap')) return undefined
  const relabelled = [...relabelling, ...metricRelabelling]
    .filter(({ target_label: target }) => target === 'job')
    .map((step) => relabelledNames(context, step))
  return relabelled.every((names) => names !== undefined) ? [String(job.job_name), ...relabelled.flat()] : undefined
}

/** The names that a relabelling step can write; undefined if the manifests do not show them. */
export function relabelledNames(context: CheckContext, step: Mapping): readonly string[] | undefined {
  const { regex, replacement } = step
  const [source, ...others] = listOf(step.source_labels).map(String)
  if (source === undefined)
    return typeof replacement === 'string' && !replacement.includes('$') ? [replacement] : undefined
  const copiesWholeValue =
    (regex === undefined || regex === '(.*)' || regex === '(.+)') &&
    (replacement === undefined || replacement === '$1' || replacement === '${1}')
  return others.length === 0 && copiesWholeValue ? valuesOfLabel(context, source) : undefined
}

const discoveryPrefix = '__meta_kubernetes_'

const valuesByLabel = perContext((): Map<string, readonly string[] | undefined> => new Map())

/** The values of a label of Kubernetes service discovery. */
function valuesOfLabel(context: CheckContext, label: string): readonly string[] | undefined {
  const known = valuesByLabel(context)
  if (!known.has(label)) {
    const values = readValues(context, label)
    known.set(label, values && [...new Set(values)])
  }
  return known.get(label)
}

function readValues(context: CheckContext, label: string): readonly string[] | undefined {
  if (!label.startsWith(discoveryPrefix)) return undefined
  const field = label.slice(discoveryPrefix.length)
  switch (field) {
    case 'pod_container_name':
      return context.containers.map(({ name }) => name)
    case 'service_name':
      return context.ofKind('Service', '').map(({ object }) => object.metadata.name)
    case 'pod_controller_name':
    case 'pod_name':
      return context.workloads.map(({ name }) => name)
    case 'namespace':
      return [...new Set(context.workloads.map(({ namespace }) => namespace))]
    default:
      return field.startsWith('pod_label_') ? valuesOfPodLabel(context, field.slice('pod_label_'.length)) : undefined
  }
}

/** Service discovery replaces each other character of a label name by `_`. */
const valuesOfPodLabel = (context: CheckContext, name: string): readonly string[] =>
  context.workloads.flatMap(({ podLabels }) =>
    Object.entries(podLabels).flatMap(([key, value]) => (key.replaceAll(/\W/g, '_') === name ? [value] : [])),
  )
