import { readableQuery, variableInString } from '../configuration/dashboard-query.ts'
import { dashboardsIn, panelsOf, panelTitle, queriesOf } from '../configuration/grafana.ts'
import type { Check, CheckContext } from '../engine/check.ts'
import type { Expression, SelectorExpression } from '../promql/expression.ts'
import { readQuery } from '../promql/query.ts'
import { inDocument } from '../thanos/places.ts'
import { type Missing, missingIn, missingJob, missingSeries } from './missing-series.ts'
import { scrapeJobsIn } from './scrape-jobs.ts'

export const dashboardsSelectExistingSeries: Check = {
  name: 'dashboards-select-existing-series',
  question: 'rules',
  severity: 'warning',
  why: 'A panel on a metric or a job that does not exist shows "No data", as if nothing happened. After an upgrade, the metric can have another name.',
  remedy:
    'Use the name of a metric that the running version exposes, or remove the panel if the component does not run.',
  source: 'https://prometheus.io/docs/prometheus/latest/querying/basics/#instant-vector-selectors',
  *run(context) {
    for (const document of dashboardsIn(context))
      for (const panel of panelsOf(document.value))
        for (const { steps, expr } of queriesOf(document, panel))
          for (const { message, ...rest } of missingInQuery(context, expr))
            yield {
              ...inDocument(document, ...steps),
              ...rest,
              message: `${panelTitle(panel.fields)} of ${document.key}: ${message}`,
            }
  },
}

/** The problems of a query, each once. A query with variables that can stand for anything has none. */
function missingInQuery(context: CheckContext, expr: string): Iterable<Missing> {
  const expression = expressionOf(expr)
  if (expression === undefined) return []
  const isComplete = scrapeJobsIn(context) !== undefined
  const problems = missingIn<Missing>(expression, (selector) => {
    const known = withoutVariables(selector)
    const missing = missingSeries(context, known, isComplete) ?? missingJob(context, known.matchers)
    return missing === undefined ? [] : [missing]
  })
  return new Map(problems.map((problem) => [problem.message, problem])).values()
}

// Environments often have the same dashboards.
const expressions = new Map<string, Expression | undefined>()

function expressionOf(expr: string): Expression | undefined {
  if (!expressions.has(expr)) {
    const text = readableQuery(expr)
    expressions.set(expr, text === undefined ? undefined : readQuery(text).expression)
  }
  return expressions.get(expr)
}

/** A selector without the matchers whose values only the reader of the dashboard chooses. */
const withoutVariables = (selector: SelectorExpression): SelectorExpression => ({
  ...selector,
  matchers: selector.matchers.filter(({ value }) => !value.includes(variableInString)),
})
