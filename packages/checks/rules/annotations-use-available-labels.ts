import { escapeStep, stringMapOf } from '@thanos-gitops/manifest'
import { rulesIn, type SourcedRule } from '../configuration/rules.ts'
import type { Check, CheckContext } from '../engine/check.ts'
import { type LabelSet, stateOf } from '../promql/labels/label-set.ts'
import { isMissing } from '../promql/labels/label-state.ts'
import { configurationOf } from '../thanos/prometheus.ts'
import { labelAnalysisFor } from './query-labels.ts'
import { externalNames } from './rule-labels-differ-from-external-labels.ts'

export const annotationsUseAvailableLabels: Check = {
  name: 'annotations-use-available-labels',
  question: 'rules',
  severity: 'warning',
  why: 'A label that the query aggregates away is empty in the notification: the person on call does not learn which pod is affected.',
  remedy: 'Keep the label in the query, for example with by (…), or remove it from the annotation.',
  source: 'https://prometheus.io/docs/prometheus/latest/configuration/template_reference/',
  *run(context) {
    for (const rule of rulesIn(context)) {
      if (rule.query?.expression === undefined) continue
      const available = labelAnalysisFor(context, rule)(rule.query.expression)
      const external = externalLabelsFor(context, rule)
      for (const field of ['annotations', 'labels'])
        for (const [key, template] of Object.entries(stringMapOf(rule.fields[field])))
          for (const { offset, message } of [
            ...labelProblems(rule, template, available),
            ...externalProblems(template, external),
          ])
            yield {
              object: rule.file.object,
              pointer: `${rule.pointer}/${field}/${escapeStep(key)}`,
              offset,
              message: `${rule.title} ${message}.`,
            }
    }
  },
}

interface TemplateProblem {
  readonly offset: number
  readonly message: string
}

function* labelProblems(rule: SourcedRule, template: string, available: LabelSet): Iterable<TemplateProblem> {
  for (const { name, offset } of firstUses(template)) {
    const state = stateOf(available, name)
    if (isMissing(state))
      yield {
        offset,
        message: `uses the label ${name}, which the query does not keep${state.reason === undefined ? '' : ` (${state.reason})`}`,
      }
    else if (isOnlyOfRule(rule, name))
      yield { offset, message: `uses the label ${name}, which the rule adds only after its templates are filled in` }
  }
}

/** Whether only the rule has a label: the query does not name it, and reads no alerts. */
const isOnlyOfRule = ({ query, fields }: SourcedRule, name: string): boolean =>
  (name === 'alertname' || Object.hasOwn(stringMapOf(fields.labels), name)) &&
  query?.expression !== undefined &&
  query.selectors.every(({ metric }) => metric !== undefined && !/^ALERTS|:/.test(metric)) &&
  !new RegExp(`\\b${name}\\b`).test(String(fields.expr))

/** The external labels of the programs that read a rule; undefined if the manifests do not show all of them. */
function externalLabelsFor(context: CheckContext, { file }: SourcedRule): readonly string[] | undefined {
  const areKnown =
    file.readers.length > 0 &&
    file.readers.every((program) => program.name !== 'prometheus' || configurationOf(context, program) !== undefined)
  return areKnown ? file.readers.flatMap((program) => externalNames(context, program)) : undefined
}

function* externalProblems(template: string, external: readonly string[] | undefined): Iterable<TemplateProblem> {
  if (external === undefined) return
  for (const { 1: name = '', index } of template.matchAll(/(?:\$externalLabels|\.ExternalLabels)\.(\w+)/g))
    if (!external.includes(name))
      yield { offset: index, message: `uses the external label ${name}, which no program that reads the rule has` }
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
