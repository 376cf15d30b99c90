import { rulesIn } from '../configuration/rules.ts'
import type { Check } from '../engine/check.ts'
import type { LabelMatcher } from '../promql/analysis.ts'
import { formatMatcher } from '../promql/labels/matcher-values.ts'
import { inQuery } from './query-place.ts'

export const patternsHaveARegexOperator: Check = {
  name: 'patterns-have-a-regex-operator',
  question: 'rules',
  severity: 'warning',
  why: '= and != compare the whole value literally. With a regular expression as the value, = matches no series, and != excludes none.',
  remedy: 'Use =~ or !~.',
  source: 'https://prometheus.io/docs/prometheus/latest/querying/basics/#instant-vector-selectors',
  *run(context) {
    for (const rule of rulesIn(context))
      for (const matcher of rule.query?.selectors.flatMap(({ matchers }) => matchers) ?? [])
        if (isLiteralPattern(matcher))
          yield {
            ...inQuery(rule, matcher),
            message: `${rule.title}: ${formatMatcher(matcher)} compares a regular expression literally.`,
            remedy: `Write ${formatMatcher({ ...matcher, operator: matcher.operator === '=' ? '=~' : '!~' })}.`,
          }
  },
}

/** `.*`, `.+`, `a|b`, `[0-9]+`, `\d`, and `5..` for a status code */
const pattern = /\.[*+]|^[\w.-]+(?:\|[\w.-]+)+$|\[[^\]]+\][*+]|\\[dwsDWS]|^[1-5]\.\.$/

const isLiteralPattern = ({ operator, value }: LabelMatcher): boolean =>
  (operator === '=' || operator === '!=') && pattern.test(value)
