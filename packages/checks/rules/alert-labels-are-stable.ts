import { escapeStep, stringMapOf } from '@thanos-gitops/manifest'
import { rulesIn } from '../configuration/rules.ts'
import type { Check } from '../engine/check.ts'

export const alertLabelsAreStable: Check = {
  name: 'alert-labels-are-stable',
  question: 'rules',
  severity: 'warning',
  why: 'The labels of an alert identify it. With the value of the query in a label, each other value is a new alert: its time in for starts again, and Alertmanager sends another notification.',
  remedy: 'Move the value to an annotation.',
  source: 'https://www.robustperception.io/dont-put-the-value-in-alert-labels/',
  *run(context) {
    for (const { file, pointer, title, fields, isAlert } of rulesIn(context)) {
      if (!isAlert) continue
      for (const [name, template] of Object.entries(stringMapOf(fields.labels))) {
        const use = valueUse.exec(template)
        // A comparison maps values to a few strings.
        if (use === null || /\{\{-?\s*(?:else\s+)?if\b/.test(template)) continue
        yield {
          object: file.object,
          pointer: `${pointer}/labels/${escapeStep(name)}`,
          offset: use.index,
          message: `${title}: the label ${name} contains the value of the query.`,
        }
      }
    }
  },
}

const valueUse = /\{\{[^}]*(?:\$value\b|(?<![\w$.)])\.Value\b)/
