import type { Problem } from '../engine/check.ts'
import type { SourcedRule } from './rules.ts'

/** The problems of a rule that Prometheus and Thanos accept when they read it. */
export function* ruleProblems(rule: SourcedRule): Iterable<Problem> {
  yield* recordNameProblems(rule)
  yield* resultProblems(rule)
}

function* recordNameProblems({ file: { object }, fields: { record }, pointer }: SourcedRule): Iterable<Problem> {
  if (typeof record === 'string' && record !== '' && !/^[a-zA-Z_:][\w:]*$/.test(record) && !/[{}]/.test(record))
    yield {
      object,
      pointer: `${pointer}/record`,
      message: `${record} is not a metric name without quotes.`,
      remedy: 'Use only letters, digits, _ and :, and no digit at the start.',
      severity: 'warning',
    }
}

/** The evaluation of a rule fails if the result is not an instant vector. */
function* resultProblems({ file: { object }, pointer, title, query }: SourcedRule): Iterable<Problem> {
  if (query?.problems.length !== 0 || (query.type !== 'matrix' && query.type !== 'string')) return
  yield {
    object,
    pointer: `${pointer}/expr`,
    message: `${title}: the result is ${query.type === 'matrix' ? 'a range vector' : 'a string'}, but must be an instant vector.`,
  }
}
