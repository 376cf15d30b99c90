import { escapeStep, stringMapOf } from '@thanos-gitops/manifest'
import type { Program } from '@thanos-gitops/workloads'
import { rulesIn } from '../configuration/rules.ts'
import type { Check, CheckContext } from '../engine/check.ts'
import { labelFlags } from '../thanos/labels.ts'
import { configurationOf, externalLabelsOf } from '../thanos/prometheus.ts'

export const ruleLabelsDifferFromExternalLabels: Check = {
  name: 'rule-labels-differ-from-external-labels',
  question: 'rules',
  severity: 'warning',
  why: 'Prometheus and the ruler add their external labels to each series and alert that they send. A label of a rule with the same name hides the external one, so the series or alert seems to be of another cluster or replica.',
  remedy: 'Remove the label from the rule, or rename it.',
  source: 'https://prometheus.io/docs/prometheus/latest/configuration/configuration/#configuration-file',
  *run(context) {
    for (const { file, fields, pointer, title } of rulesIn(context)) {
      const external = new Set(file.readers.flatMap((program) => externalNames(context, program)))
      for (const name of Object.keys(stringMapOf(fields.labels)))
        if (external.has(name))
          yield {
            object: file.object,
            pointer: `${pointer}/labels/${escapeStep(name)}`,
            message: `${title} sets the label ${name}, which is also an external label.`,
          }
    }
  },
}

/** The external labels of a Prometheus or a ruler; empty if the manifests do not show them. */
export function externalNames(context: CheckContext, program: Program): readonly string[] {
  if (program.name !== 'prometheus') return labelFlags(program).map(({ name }) => name)
  const configuration = configurationOf(context, program)
  return configuration === undefined ? [] : Object.keys(externalLabelsOf(configuration))
}
