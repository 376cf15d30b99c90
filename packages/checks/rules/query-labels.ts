import type { SourcedRule } from '../configuration/rules.ts'
import type { CheckContext } from '../engine/check.ts'
import { perContext } from '../engine/per-context.ts'
import type { Expression } from '../promql/expression.ts'
import { anyLabels, eitherSet, type LabelSet, withLabel } from '../promql/labels/label-set.ts'
import { isMissing, labelWithValues, presentLabel, unknownLabel } from '../promql/labels/label-state.ts'
import { createLabelAnalysis } from '../promql/labels/labels-of.ts'
import { recordingRules } from './recorded-rules.ts'
import { labelsOfRule } from './rule-labels.ts'

type LabelsOf = (expression: Expression) => LabelSet

const analyses = perContext((context) => ({
  prometheus: createAnalysis(context, (labels) => labels),
  any: createAnalysis(context, withPossibleLabels),
}))

/**
 * The analysis of the labels of a rule's query. Recorded series have the labels of their rules. A Thanos ruler also reads
 * external labels, which the rules do not show.
 */
export const labelAnalysisFor = (context: CheckContext, { file }: SourcedRule): LabelsOf =>
  file.isForRuler === false ? analyses(context).prometheus : analyses(context).any

function createAnalysis(context: CheckContext, asStored: (labels: LabelSet) => LabelSet): LabelsOf {
  const recorded = new Map<string, LabelSet>()
  const analysis = createLabelAnalysis((metric) => {
    if (metric === undefined) return anyLabels
    const rules = recordingRules(context).get(metric)
    if (rules === undefined) return scrapedLabels(metric)
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

const scraped: LabelSet = {
  known: new Map(['job', 'instance'].map((name) => [name, presentLabel('each scraped series has it')])),
  others: unknownLabel,
}

/** Names with a colon are those of recording rules, which may be outside of the manifests. */
const scrapedLabels = (metric: string): LabelSet =>
  metric.includes(':') || metric.startsWith('ALERTS') ? anyLabels : scraped

/** External labels can be any labels that the series lack. */
const withPossibleLabels = ({ known, others }: LabelSet): LabelSet => ({
  known: new Map([...known].map(([name, state]) => [name, isMissing(state) ? unknownLabel : state])),
  others: isMissing(others) ? unknownLabel : others,
})
