import { stringOf } from '@thanos-gitops/manifest'
import { rulesIn, type SourcedRule } from '../configuration/rules.ts'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { programsIn } from '../engine/programs.ts'
import { anchoredPattern } from '../engine/re2.ts'
import type { LabelMatcher } from '../promql/query.ts'
import { type MetricOwner, ownerOf } from './metric-owners.ts'
import { jobNames, scrapeJobsIn } from './scrape-jobs.ts'

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
    if (jobs === undefined) return
    const available: AvailableSeries = {
      context,
      jobs: jobNames(context, jobs),
      recorded: new Set(rulesIn(context).flatMap(({ fields }) => stringOf(fields.record) ?? [])),
    }
    for (const rule of rulesIn(context)) yield* missingSeries(available, rule)
  },
}

interface AvailableSeries {
  readonly context: CheckContext
  /** The values of the label job; undefined if the manifests do not show them. */
  readonly jobs: readonly string[] | undefined
  /** The metrics that recording rules write. */
  readonly recorded: ReadonlySet<string>
}

function* missingSeries(available: AvailableSeries, { file, pointer, title, query }: SourcedRule): Iterable<Problem> {
  if (query === undefined || query.problems.length > 0) return
  const reported = new Set<string>()
  for (const { metric, matchers, from } of query.selectors) {
    const message = missingMetric(available, metric) ?? missingJob(available, matchers)
    if (message === undefined || reported.has(message)) continue
    reported.add(message)
    yield { object: file.object, pointer: `${pointer}/expr`, offset: from, message: `${title}: ${message}` }
  }
}

function missingMetric({ context, recorded }: AvailableSeries, metric: string | undefined): string | undefined {
  const owner = metric === undefined || recorded.has(metric) ? undefined : ownerOf(metric)
  if (owner === undefined || runs(context, owner)) return undefined
  const commands = owner.commands.length === 0 ? '' : ` ${owner.commands.join(' or ')}`
  return `only ${owner.program}${commands} writes ${metric}, but the manifests do not contain it.`
}

const runs = (context: CheckContext, { program, commands }: MetricOwner): boolean =>
  programsIn(context).some(
    ({ name, command = '' }) => name === program && (commands.length === 0 || commands.includes(command)),
  )

function missingJob({ jobs }: AvailableSeries, matchers: readonly LabelMatcher[]): string | undefined {
  const matcher = matchers.find(({ label, operator }) => label === 'job' && (operator === '=' || operator === '=~'))
  if (jobs === undefined || matcher === undefined || matcher.value === '') return undefined
  const { operator, value } = matcher
  if (operator === '=') return jobs.includes(value) ? undefined : `no scrape job has the name ${value}.`
  const pattern = anchoredPattern(value)
  // A pattern that matches the empty string also selects series without a job.
  if (pattern === undefined || pattern.matches('')) return undefined
  return jobs.some((job) => pattern.matches(job)) ? undefined : `no scrape job has a name that matches ${value}.`
}
