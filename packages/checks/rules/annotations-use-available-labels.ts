import { escapeStep, stringMapOf } from '@thanos-gitops/manifest'
import { rulesIn, type SourcedRule } from '../configuration/rules.ts'
import type { Check, Problem } from '../engine/check.ts'
import { type LabelSet, stateOf } from '../promql/labels/label-set.ts'
import { isMissing } from '../promql/labels/label-state.ts'
import { labelAnalysisFor } from './query-labels.ts'

export const annotationsUseAvailableLabels: Check = {
  name: 'annotations-use-available-labels',
  question: 'rules',
  severity: 'warning',
  why: 'A label that the query aggregates away is empty in the notification: the person on call does not learn which pod is affected.',
  remedy: 'Keep the label in the query, for example with by (…), or remove it from the annotation.',
  source: 'https://prometheus.io/docs/prometheus/latest/configuration/template_reference/',
  *run(context) {
    for (const rule of rulesIn(context))
      if (rule.query?.expression !== undefined)
        yield* templateProblems(rule, labelAnalysisFor(context, rule)(rule.query.expression))
  },
}

function* templateProblems({ file, fields, pointer, title }: SourcedRule, available: LabelSet): Iterable<Problem> {
  for (const field of ['annotations', 'labels'])
    for (const [key, template] of Object.entries(stringMapOf(fields[field])))
      for (const { name, offset } of firstUses(template)) {
        const state = stateOf(available, name)
        if (!isMissing(state)) continue
        yield {
          object: file.object,
          pointer: `${pointer}/${field}/${escapeStep(key)}`,
          offset,
          message: `${title} uses the label ${name}, which the query does not keep${state.reason === undefined ? '' : ` (${state.reason})`}.`,
        }
      }
}

interface LabelUse {
  readonly name: string
  readonly offset: number
}

/** The first use of each label in a template. */
const firstUses = (template: string): readonly LabelUse[] =>
  labelUses(template).filter(({ name }, index, all) => all.findIndex((other) => other.name === name) === index)

/** `$labels.pod`, `.Labels.pod`, `index $labels "pod"`, if the labels are those of the alert. */
function labelUses(template: string): readonly LabelUse[] {
  // Inside range and with, `.Labels` belongs to a sample of another query.
  const pattern = /\{\{-?\s*(?:range|with)\b/.test(template)
    ? /\$labels\.(\w+)|index \$labels "(\w+)"/g
    : /(?:\$labels|\$?\.Labels)\.(\w+)|index \$labels "(\w+)"/g
  return [...template.matchAll(/\{\{[^]*?\}\}/g)].flatMap(({ 0: action, index: start }) =>
    [...action.matchAll(pattern)].map(({ 1: field, 2: indexed, index }) => ({
      name: field ?? indexed ?? '',
      offset: start + index,
    })),
  )
}
