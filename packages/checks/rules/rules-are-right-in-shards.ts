import type { SourcedRule } from '../configuration/rules.ts'
import { rulesIn } from '../configuration/rules.ts'
import type { Check, CheckContext } from '../engine/check.ts'
import { anchoredPattern } from '../engine/re2.ts'
import { type Expression, isScalar, partsOf, type SelectorExpression, walk } from '../promql/expression.ts'
import { scrapeShardsIn } from '../thanos/scrape-shards.ts'
import { excerptOf, inQuery } from './query-place.ts'
import { allJobNames } from './scrape-jobs.ts'

export const rulesAreRightInShards: Check = {
  name: 'rules-are-right-in-shards',
  question: 'rules',
  severity: 'warning',
  why: 'Each shard of Prometheus has the samples of a part of the targets. A sum, an absence or a comparison of several targets has another result in each shard, and each shard records it or alerts on it.',
  remedy:
    'Move the rule to the ruler, whose query has all targets (ConfigMap thanos-rule-rules), or keep the label instance in the result.',
  source: 'https://thanos.io/tip/components/rule.md/',
  *run(context) {
    const undivided = undividedJobs(context)
    if (undivided === undefined) return
    const shards = new Set(scrapeShardsIn(context).map(({ program }) => program))
    for (const rule of rulesIn(context)) {
      const { expression } = rule.query ?? {}
      if (expression === undefined || !rule.file.readers.some((reader) => shards.has(reader))) continue
      yield* problemOf(rule, expression, (selector) => isDivided(context, selector, undivided))
    }
  },
}

/** The values of the label job of jobs whose targets each shard scrapes; undefined if nothing is divided. */
function undividedJobs(context: CheckContext): ReadonlySet<string> | undefined {
  const shards = scrapeShardsIn(context)
  if (shards.length === 0) return undefined
  const jobs = shards.flatMap((shard) => shard.jobs)
  const names = new Set(jobs.filter(({ hash }) => hash === undefined).flatMap((job) => job.jobNames ?? []))
  // A job of the names of containers also has those of containers that another job scrapes.
  for (const { name, hash } of jobs) if (hash !== undefined) names.delete(name)
  return names
}

/** Whether a selector can select series of targets that other shards scrape. Recorded series are judged where they are recorded. */
function isDivided(context: CheckContext, selector: SelectorExpression, undivided: ReadonlySet<string>): boolean {
  if (selector.metric?.includes(':') || selector.metric === 'ALERTS') return false
  const matcher = selector.matchers.find(({ label, operator }) => label === 'job' && !operator.startsWith('!'))
  if (matcher === undefined) return true
  if (matcher.operator === '=') return !undivided.has(matcher.value)
  const pattern = anchoredPattern(matcher.value)
  const names = allJobNames(context)
  return pattern === undefined || names === undefined
    ? ![...undivided].some((name) => pattern?.matches(name))
    : [...names].some((name) => !undivided.has(name) && pattern.matches(name))
}

function* problemOf(rule: SourcedRule, expression: Expression, isDividedSelector: IsDivided) {
  const part = comparedTargets(expression, isDividedSelector)
  if (part === undefined) return
  yield {
    ...inQuery(rule, part),
    message: `${rule.title}: ${excerptOf(rule, part)} has another result in each shard of Prometheus.`,
  }
}

type IsDivided = (selector: SelectorExpression) => boolean

/** The first part of a query whose result depends on several targets of different shards. */
function comparedTargets(expression: Expression, isDividedSelector: IsDivided): Expression | undefined {
  for (const part of partsOf(expression)) {
    const found = comparedTargets(part, isDividedSelector)
    if (found !== undefined) return found
  }
  return keepsTargets(expression) || !hasDivided(expression, isDividedSelector) ? undefined : expression
}

const hasDivided = (expression: Expression, isDividedSelector: IsDivided): boolean =>
  [...walk(expression)].some((part) => part.kind === 'selector' && isDividedSelector(part))

/** Without their argument, these have a result of their own. */
const withoutTargets: ReadonlySet<string> = new Set(['absent', 'absent_over_time', 'scalar'])

/** The label that differs between any two targets of a job. */
const target = 'instance'

/** Whether each series of the result is of one target if those of the parts are. */
function keepsTargets(expression: Expression): boolean {
  switch (expression.kind) {
    case 'aggregation': {
      const { isBy, labels } = expression.grouping
      return isBy === labels.includes(target)
    }
    case 'call':
      return !withoutTargets.has(expression.name)
    case 'binary': {
      const { left, right, matching } = expression
      if (isScalar(left) || isScalar(right)) return true
      return matching.isOn === matching.labels.includes(target)
    }
    default:
      return true
  }
}
