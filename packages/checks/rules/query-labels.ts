import type { SourcedRule } from '../configuration/rules.ts'
import type { CheckContext } from '../engine/check.ts'
import { perContext } from '../engine/per-context.ts'
import type { Expression } from '../promql/expression.ts'
import { anyLabels, eitherSet, type LabelSet, withLabel } from '../promql/labels/label-set.ts'
import { isMissing, labelWithValues, missingLabel, presentLabel, unknownLabel } from '../promql/labels/label-state.ts'
import { createLabelAnalysis } from '../promql/labels/labels-of.ts'
import { hasAllWriters, writersIn } from '../thanos/labels.ts'
import { metricInStack, programOfPrefix } from './listed-metrics.ts'
import { recordingRules } from './recorded-rules.ts'
import { labelsOfRule } from './rule-labels.ts'
import { scrapeJobsIn } from './scrape-jobs.ts'
import { targetLabels } from './target-labels.ts'

type LabelsOf = (expression: Expression) => LabelSet

const analyses = perContext((context) => ({
  prometheus: createAnalysis(context, (labels) => labels),
  ruler: createAnalysis(context, (labels) => withExternalLabels(labels, externalLabelNames(context))),
  unknown: createAnalysis(context, (labels) => withExternalLabels(labels, undefined)),
}))

/**
 * The analysis of the labels of a rule's query. Recorded series have the labels of their rules. A Thanos ruler also reads
 * external labels, which the rules do not show.
 */
export const labelAnalysisFor = (context: CheckContext, { file }: SourcedRule): LabelsOf =>
  analyses(context)[file.isForRuler === undefined ? 'unknown' : file.isForRuler ? 'ruler' : 'prometheus']

function createAnalysis(context: CheckContext, asStored: (labels: LabelSet) => LabelSet): LabelsOf {
  const recorded = new Map<string, LabelSet>()
  const analysis = createLabelAnalysis((metric) => {
    if (metric === undefined) return anyLabels
    const rules = recordingRules(context).get(metric)
    if (rules === undefined) return asStored(scrapedLabels(context, metric))
    const found = recorded.get(metric)
    if (found !== undefined) return found
    // A rule may read the metric that it records.
    recorded.set(metric, anyLabels)
    const labels = asStored(rules.map((rule) => recordedLabels(analysis, rule)).reduce(eitherSet))
    recorded.set(metric, labels)
    return labels
  })
  return analysis
}

/** The labels of the result of a recording rule. */
function recordedLabels(analysis: LabelsOf, rule: SourcedRule): LabelSet {
  const { query } = rule
  if (query?.expression === undefined) return anyLabels
  let labels = analysis(query.expression)
  for (const [name, value] of Object.entries(labelsOfRule(rule)))
    labels = withLabel(
      labels,
      name,
      value.includes('{{') ? unknownLabel : labelWithValues([value], `the label ${name} of the rule`),
    )
  return labels
}

/** The labels of all scraped series. With honor_labels, a program such as Pushgateway can remove the instance. */
const scrapedAlways = perContext((context) => {
  const canLackInstance = scrapeJobsIn(context)?.some((job) => job.honor_labels === true) === true
  const names = canLackInstance ? ['job'] : ['job', 'instance']
  return new Map(names.map((name) => [name, presentLabel('each scraped series has it')]))
})

const alertLabels: LabelSet = {
  known: new Map([
    ['alertname', presentLabel('each alert has it')],
    ['alertstate', labelWithValues(['firing', 'pending'], 'the state of an alert')],
  ]),
  others: unknownLabel,
}

/** Names with a colon are those of recording rules, which may be outside of the manifests. */
function scrapedLabels(context: CheckContext, metric: string): LabelSet {
  if (metric === 'ALERTS') return alertLabels
  if (metric.includes(':') || metric.startsWith('ALERTS')) return anyLabels
  const own = ownLabels(context, metric)
  const scraped = scrapedAlways(context)
  const ofTargets = targetLabels(context)
  if (own?.labels === undefined || ofTargets === undefined) return { known: scraped, others: unknownLabel }
  const possible = [...own.labels, ...ofTargets, ...labelsBySuffix(own)].map((name) => [name, unknownLabel] as const)
  return {
    known: new Map([['__name__', unknownLabel], ...possible, ...scraped]),
    others: missingLabel(`${metric} does not have it`),
  }
}

/** Series that Prometheus writes for each target, without labels of a program. */
const isOfTarget = (metric: string): boolean => /^(?:up|scrape_\w+)$/.test(metric)

/** The labels that a program sets, of metrics that only one program has. */
function ownLabels(context: CheckContext, metric: string): ReturnType<typeof metricInStack> {
  if (isOfTarget(metric)) return { type: 'gauge', suffix: '', labels: [] }
  return programOfPrefix(metric) === undefined ? undefined : metricInStack(context, metric)
}

const labelsBySuffix = ({ type, suffix }: { readonly type: string; readonly suffix: string }): readonly string[] =>
  suffix === '_bucket' ? ['le'] : type === 'summary' && suffix === '' ? ['quantile'] : []

/** Labels by which stacks often distinguish clusters and replicas, also of clusters that are not in the manifests. */
const usualExternalLabels = ['cluster', 'region', 'zone', 'environment', 'env', 'tenant_id', 'replica', 'receive']

/** The labels that the query of a ruler adds; undefined for any labels. */
function externalLabelNames(context: CheckContext): readonly string[] | undefined {
  if (!hasAllWriters(context)) return undefined
  return [...usualExternalLabels, ...writersIn(context).flatMap(({ labels }) => labels.map(({ name }) => name))]
}

/** The labels of series with external labels. */
function withExternalLabels({ known, others }: LabelSet, external: readonly string[] | undefined): LabelSet {
  const states = [...known].map(([name, state]) => {
    const isPossible = isMissing(state) && (external?.includes(name) ?? true)
    return [name, isPossible ? unknownLabel : state] as const
  })
  if (!isMissing(others)) return { known: new Map(states), others }
  const possible = (external ?? []).filter((name) => !known.has(name)).map((name) => [name, unknownLabel] as const)
  return { known: new Map([...states, ...possible]), others: external === undefined ? unknownLabel : others }
}
