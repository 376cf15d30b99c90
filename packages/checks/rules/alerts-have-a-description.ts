import { stringMapOf } from '@thanos-gitops/manifest'
import { rulesIn } from '../configuration/rules.ts'
import type { Check } from '../engine/check.ts'
import { inRule } from './query-place.ts'

export const alertsHaveADescription: Check = {
  name: 'alerts-have-a-description',
  question: 'rules',
  severity: 'warning',
  why: 'A notification consists of the annotations of its alert. Without a summary or a description, it contains only the name and the labels.',
  remedy: 'Add the annotations summary and description.',
  source: 'https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/#templating',
  *run(context) {
    for (const rule of rulesIn(context)) {
      if (!rule.isAlert) continue
      const { summary = '', description = '', message = '' } = stringMapOf(rule.fields.annotations)
      if (summary + description + message === '')
        yield {
          ...inRule(rule, 'annotations'),
          message: `${rule.title} has neither the annotation summary nor description.`,
        }
    }
  },
}
