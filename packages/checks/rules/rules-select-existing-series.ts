import { rulesIn, type SourcedRule } from '../configuration/rules.ts'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import type { SelectorExpression } from '../promql/expression.ts'
import { type Missing, missingIn, missingJob, missingSeries } from './missing-series.ts'
import { inQuery } from './query-place.ts'
import { recordingRules } from './recorded-rules.ts'
import { scrapeJobsIn } from './scrape-jobs.ts'
import { unfulfilledTargetMatcher } from './target-label-values.ts'

export const rulesSelectExistingSeries: Check = {
  name: 'rules-select-existing-series',
  id: 'TH046',
  question: 'rules',
  severity: 'warning',
  why: 'An alert on a metric or a job that does not exist never fires; with absent(), it fires indefinitely. The rules of thanos-mixin require job names that contain thanos-<component>.',
  remedy: 'Give the job the name that the rule selects, or remove the rule if the component does not run.',
  source: 'https://github.com/thanos-io/thanos/blob/v0.42.4/mixin/config.libsonnet',
  *run(context) {
    const jobs = scrapeJobsIn(context)
    for (const rule of rulesIn(context)) {
      if (rule.query?.expression === undefined) continue
      const { expression } = rule.query
      const placed = (selector: SelectorExpression, missing: Missing | undefined): readonly Problem[] =>
        missing === undefined ? [] : [{ ...missing, ...inQuery(rule, selector) }]
      const problems = [
        ...missingIn(expression, (selector) => placed(selector, missingSeries(context, selector, jobs !== undefined))),
        ...missingIn(expression, (selector) =>
          placed(
            selector,
            missingJob(context, selector.matchers) ??
              (rule.file.isForRuler === false && isScraped(context, selector)
                ? unfulfilledTargetMatcher(context, selector)
                : undefined),
          ),
        ),
      ]
      yield* withTitle(rule, problems)
    }
  },
}

/** Whether a selector reads series of targets, with their labels. A ruler also reads those of other clusters. */
const isScraped = (context: CheckContext, { metric }: SelectorExpression): boolean =>
  metric !== undefined && !/:|^ALERTS/.test(metric) && !recordingRules(context).has(metric)

/** The problems of a rule; a query often repeats a selector. */
const withTitle = (rule: SourcedRule, problems: readonly Problem[]): Iterable<Problem> =>
  new Map(
    problems.map((problem) => [problem.message, { ...problem, message: `${rule.title}: ${problem.message}` }]),
  ).values()
