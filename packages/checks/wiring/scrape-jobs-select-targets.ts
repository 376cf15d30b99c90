import { didYouMean, formatPointer, listOf, type Mapping, mappingOf, stringOf } from '@thanos-gitops/manifest'
import { selectorMatches } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'
import { perContext } from '../engine/per-context.ts'
import { selectorRemedy } from '../engine/selector-remedy.ts'
import { type DiscoveredTarget, discoveredRoles, discoveredTargets } from './discovered-targets.ts'
import { parseLabelSelector } from './label-selector-text.ts'
import { droppingStep } from './relabel.ts'

export const scrapeJobsSelectTargets: Check = {
  name: 'scrape-jobs-select-targets',
  question: 'selectors',
  severity: 'error',
  why: 'If no discovered target passes the relabelling of a scrape job, the job has no targets and reports no error: its metrics are missing, and alerts about them never fire.',
  remedy: 'Compare the regular expression with the labels and ports of the pods and Services.',
  source: 'https://prometheus.io/docs/prometheus/latest/configuration/configuration/#kubernetes_sd_config',
  *run(context) {
    for (const document of context.documents) {
      if (!document.text.includes('kubernetes_sd_configs')) continue
      for (const [index, job] of listOf(mappingOf(document.value).scrape_configs).entries()) {
        yield* namespaceProblems(context, document, index, mappingOf(job))
        yield* selectorProblems(context, document, index, mappingOf(job))
        yield* jobProblems(context, document, index, mappingOf(job))
      }
    }
  },
}

const at = (
  { object, pointer }: EmbeddedDocument,
  ...steps: readonly (string | number)[]
): Pick<Problem, 'object' | 'pointer'> => ({
  object,
  pointer: pointer + formatPointer(['scrape_configs', ...steps]),
})

const namesIn = (discovery: Mapping): readonly string[] => listOf(mappingOf(discovery.namespaces).names).map(String)

const namespacesWithPods = perContext(
  (context) => new Set(context.workloads.map(({ namespace }) => namespace).filter((name) => name !== '')),
)

const knownNamespaces = perContext(
  (context) =>
    new Set([...namespacesWithPods(context), ...context.ofKind('Namespace').map(({ object }) => object.metadata.name)]),
)

/** A namespace whose name is similar to that of one with pods. */
function* namespaceProblems(
  context: CheckContext,
  document: EmbeddedDocument,
  index: number,
  job: Mapping,
): Iterable<Problem> {
  const withPods = namespacesWithPods(context)
  const known = knownNamespaces(context)
  for (const [position, entry] of listOf(job.kubernetes_sd_configs).entries())
    for (const [nameIndex, name] of namesIn(mappingOf(entry)).entries()) {
      const remedy = known.has(name) ? undefined : didYouMean(name, withPods)
      // A longer name with the same words is another namespace: monitoring and monitoring-dev.
      if (remedy === undefined || [...withPods].some((other) => other.includes(name) || name.includes(other))) continue
      yield {
        ...at(document, index, 'kubernetes_sd_configs', position, 'namespaces', 'names', nameIndex),
        message: `the scrape job ${String(job.job_name)} discovers targets in the namespace ${name}, which these manifests do not contain.`,
        remedy,
      }
    }
}

/** The selectors of a discovery: `{role: pod, label: app=store}`. */
function* selectorProblems(
  context: CheckContext,
  document: EmbeddedDocument,
  index: number,
  job: Mapping,
): Iterable<Problem> {
  for (const [position, entry] of listOf(job.kubernetes_sd_configs).entries()) {
    const discovery = mappingOf(entry)
    const found = closedTargets(context, document, { kubernetes_sd_configs: [{ ...discovery, selectors: undefined }] })
    if (found === undefined || found.length === 0) continue
    for (const { selector, text, selectorIndex } of selectorsOf(discovery)) {
      if (found.some(({ ownLabels }) => selectorMatches(selector, ownLabels))) continue
      const remedy = selectorRemedy(
        selector,
        found.map(({ name, ownLabels }) => ({ name, labels: ownLabels })),
        ({ name }) => (name.startsWith('Service/') ? name : `The pods of ${name}`),
      )
      yield {
        ...at(document, index, 'kubernetes_sd_configs', position, 'selectors', selectorIndex, 'label'),
        message: `the selector ${text} of the scrape job ${String(job.job_name)} does not match any ${String(discovery.role)} of these manifests.`,
        ...(remedy && { remedy }),
      }
    }
  }
}

interface DiscoverySelector {
  readonly selector: Mapping
  readonly text: string
  readonly selectorIndex: number
}

/** The label selectors for the role of the discovery itself. */
const selectorsOf = ({ role, selectors }: Mapping): readonly DiscoverySelector[] =>
  listOf(selectors).flatMap((entry, selectorIndex) => {
    const { role: selectedRole, label } = mappingOf(entry)
    const selector = typeof label === 'string' ? parseLabelSelector(label) : undefined
    return selector === undefined || selectedRole !== role || (role !== 'pod' && role !== 'service')
      ? []
      : [{ selector, text: String(label), selectorIndex }]
  })

function* jobProblems(
  context: CheckContext,
  document: EmbeddedDocument,
  index: number,
  job: Mapping,
): Iterable<Problem> {
  const targets = closedTargets(context, document, job)
  if (targets === undefined || targets.length === 0) return
  const steps = listOf(job.relabel_configs)
  const dropped = targets.map((target) => droppingStep(target, steps))
  if (dropped.includes(undefined)) return
  // The step that drops the targets which pass the most steps is the one to correct.
  const last = Math.max(...dropped.filter((step) => step !== undefined))
  const remaining = targets.filter((_, position) => dropped[position] === last)
  const step = mappingOf(steps[last])
  const labels = listOf(step.source_labels).map(String)
  const values = [
    ...new Set(
      remaining.map(({ labels: own }) => labels.map((label) => own[label] ?? '').join(String(step.separator ?? ';'))),
    ),
  ]
  const field = step.regex === undefined ? [] : ['regex']
  yield {
    ...at(document, index, 'relabel_configs', last, ...field),
    message: `no pod or Service of these manifests passes this step of the scrape job ${String(job.job_name)}: ${labels.join(', ')} ${values.length === 1 ? 'is' : 'is one of'} ${valuesText(values)}.`,
    ...remedyFor(String(step.regex ?? '(.*)'), values),
  }
}

const mostValues = 5

function valuesText(values: readonly string[]): string {
  const shown = values.slice(0, mostValues).map((value) => JSON.stringify(value))
  return values.length > mostValues ? `${shown.join(', ')} and ${values.length - mostValues} more` : shown.join(', ')
}

function remedyFor(regex: string, values: readonly string[]): { readonly remedy?: string } {
  const alternatives = regex.split('|')
  const remedy = alternatives.map((word) => didYouMean(word, values)).find((text) => text !== undefined)
  return remedy === undefined ? {} : { remedy }
}

/**
 * The targets of a job that discovers only in namespaces of these manifests; undefined if it can have other targets, too.
 */
export function closedTargets(
  context: CheckContext,
  document: EmbeddedDocument,
  job: Mapping,
): readonly DiscoveredTarget[] | undefined {
  const discoveries = listOf(job.kubernetes_sd_configs).map(mappingOf)
  const otherDiscovery = Object.keys(job).some((key) => key.endsWith('_sd_configs') && key !== 'kubernetes_sd_configs')
  if (discoveries.length === 0 || otherDiscovery || job.static_configs !== undefined) return undefined
  const found: DiscoveredTarget[] = []
  for (const discovery of discoveries) {
    const role = discoveredRoles.find((name) => name === stringOf(discovery.role)?.toLowerCase())
    const namespaces = namespacesOf(context, document, discovery)
    if (role === undefined || namespaces === undefined || discovery.api_server !== undefined) return undefined
    for (const namespace of namespaces)
      found.push(
        ...discoveredTargets(context, role, namespace).filter(({ ownLabels }) =>
          selectorsOf(discovery).every(({ selector }) => selectorMatches(selector, ownLabels)),
        ),
      )
  }
  return found
}

/** Undefined if pods of other manifests can be in the namespaces, too. */
function namespacesOf(
  context: CheckContext,
  document: EmbeddedDocument,
  discovery: Mapping,
): readonly string[] | undefined {
  const own = mappingOf(discovery.namespaces).own_namespace === true ? [context.namespaceOf(document.object)] : []
  const namespaces = [...namesIn(discovery), ...own]
  const withPods = namespacesWithPods(context)
  return namespaces.length > 0 && namespaces.every((name) => withPods.has(name)) ? namespaces : undefined
}
