import { rulesIn } from '../configuration/rules.ts'
import type { Check } from '../engine/check.ts'
import { inRule } from './query-place.ts'

export const alertNamesAreConstant: Check = {
  name: 'alert-names-are-constant',
  question: 'rules',
  severity: 'warning',
  why: 'Prometheus fills in the templates of labels and annotations, but not of the name of an alert or of a recorded series: the name contains the template.',
  remedy: 'Use a constant name, and put the value into an annotation.',
  source: 'https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/#templating',
  *run(context) {
    for (const rule of rulesIn(context))
      for (const field of ['alert', 'record']) {
        const name = rule.fields[field]
        if (typeof name === 'string' && /\{\{|\$(?:labels|value)\b/.test(name))
          yield { ...inRule(rule, field), message: `the name ${name} contains a template.` }
      }
  },
}
