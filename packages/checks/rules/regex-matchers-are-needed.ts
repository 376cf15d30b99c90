import { rulesIn } from '../configuration/rules.ts'
import type { Check } from '../engine/check.ts'
import type { LabelMatcher } from '../promql/analysis.ts'
import { formatMatcher } from '../promql/labels/matcher-values.ts'
import { inQuery } from './query-place.ts'

export const regexMatchersAreNeeded: Check = {
  name: 'regex-matchers-are-needed',
  question: 'rules',
  severity: 'warning',
  why: 'A regular expression that matches one string, or every string, hides what the query selects, and it is often a mistake: a missing .* or an unintended one. Equality is also faster.',
  remedy: 'Use = or !=, or remove the matcher.',
  source: 'https://prometheus.io/docs/prometheus/latest/querying/basics/#instant-vector-selectors',
  *run(context) {
    for (const rule of rulesIn(context))
      for (const matcher of rule.query?.selectors.flatMap(({ matchers }) => matchers) ?? []) {
        const problem = needlessRegex(matcher)
        if (problem !== undefined)
          yield {
            ...inQuery(rule, matcher),
            message: `${rule.title}: ${formatMatcher(matcher)} ${problem.message}.`,
            remedy: problem.remedy,
          }
      }
  },
}

/** Characters with a meaning in regular expressions. */
const special = /[\\.*+?()[\]{}^$|]/

function needlessRegex({ label, operator, value }: LabelMatcher): { message: string; remedy: string } | undefined {
  if (operator !== '=~' && operator !== '!~') return undefined
  const equality = operator === '=~' ? '=' : '!='
  if (label !== '__name__' && operator === '=~' && /^\(?\.\*\)?$/.test(value))
    return {
      message: 'matches every value, also a missing one',
      remedy: 'Remove the matcher, or write !="" to require the label.',
    }
  if (!special.test(value))
    return {
      message: 'is a regular expression without a pattern',
      remedy: `Write ${label}${equality}${JSON.stringify(value)}.`,
    }
  if (/^\^/.test(value) || /(?<!\\)\$$/.test(value))
    return {
      message: 'has a needless ^ or $: Prometheus matches whole values',
      remedy: `Write ${label}${operator}${JSON.stringify(value.replace(/^\^/, '').replace(/(?<!\\)\$$/, ''))}.`,
    }
  return undefined
}
