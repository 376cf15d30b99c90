import { didYouMean, stringOf } from '@thanos-gitops/manifest'
import type { Check, Problem } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'
import { inDocument } from '../thanos/places.ts'
import { variableNames } from './dashboard-query.ts'
import { dashboardsIn, panelsOf, panelTitle, queriesOf, variablesOf } from './grafana.ts'

export const dashboardVariablesExist: Check = {
  name: 'dashboard-variables-exist',
  question: 'rules',
  severity: 'error',
  why: 'Grafana does not replace a variable that the dashboard does not have. The query then selects the literal text, and the panel shows "No data".',
  remedy: 'Add the variable to templating.list, or correct its name.',
  source: 'https://grafana.com/docs/grafana/latest/dashboards/variables/',
  *run(context) {
    for (const document of dashboardsIn(context)) yield* problemsOf(document)
  },
}

function* problemsOf(document: EmbeddedDocument): Iterable<Problem> {
  const names = variablesOf(document).flatMap(({ name }) => stringOf(name) ?? [])
  for (const panel of panelsOf(document.value))
    for (const { steps, expr } of queriesOf(document, panel))
      for (const name of new Set(variableNames(expr)))
        if (!isGlobal(name) && !names.includes(name))
          yield {
            ...inDocument(document, ...steps),
            message: `${panelTitle(panel.fields)} of ${document.key} uses the variable ${name}, which the dashboard does not have.`,
            remedy: didYouMean(name, names) ?? 'Add the variable to templating.list, or correct its name.',
          }
}

/** Variables of Grafana itself, such as `$__rate_interval`. A number is a group of a regular expression: `$1` of label_replace. */
const isGlobal = (name: string): boolean => name.startsWith('__') || /^\d/.test(name) || name === 'timeFilter'
