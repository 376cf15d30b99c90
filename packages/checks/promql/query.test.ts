import { describe, expect, it } from 'vitest'
import { walk } from './expression.ts'
import { stateOf } from './labels/label-set.ts'
import { isMissing } from './labels/label-state.ts'
import { createLabelAnalysis } from './labels/labels-of.ts'
import { readQuery } from './query.ts'

const problems = (text: string): string[] =>
  readQuery(text).problems.map(({ offset, message }) => `${offset}: ${message}`)

it.each([
  'up',
  'sum by (job) (rate(up{job="a",x=~"b.*"}[5m] offset 5m)) > 0',
  'topk(5, up)',
  'quantile by(a)(0.9, up)',
  'count_values("v", up)',
  'up + on(a) group_left(b) down',
  'histogram_quantile(0.9, sum by (le) (rate(x[5m])))',
  'label_replace(up, "a", "$1", "b", "(?i)(.*)")',
  'min_over_time(rate(x[5m])[1h:])',
  'absent(up{job="x"}) or vector(1)',
  'time() - max(x) > 3600',
  '1 > bool 2',
  '{__name__=~"up|down"}',
  '{"foo.bar", a="b"}',
  'hour() > 5 and on() up',
  'round(up, 0.1)',
  'up @ start()',
  'label_join(up, "a", "-", "b", "c")',
  '# first\nup # left\n> # right\n1',
  'sum(\n# all\nup)',
])('accepts %s', (text) => {
  expect(problems(text)).toEqual([])
})

it.each([
  ['sum(rate(x[5m])', '14: the query has no closing ).'],
  ['up{job=a}', '7: syntax error at a}.'],
  ['up down', '3: syntax error at down.'],
  ['raet(x[5m])', '0: unknown function raet. Did you mean rate?'],
  [
    'rate(x)',
    '5: rate requires a range vector as this argument, but this is an instant vector. Add a range such as [5m].',
  ],
  ['sum(x[5m])', '4: sum requires an instant vector, but this is a range vector.'],
  ['histogram_quantile(x)', '0: histogram_quantile requires 2 arguments, but has 1.'],
  ['topk(up)', '0: topk requires a scalar and a vector.'],
  ['topk(up, up)', '5: topk requires a scalar as its first argument, but this is an instant vector.'],
  ['x[5m] > 1', '0: an operator requires numbers and instant vectors, but this is a range vector.'],
  ['1 > 2', '0: a comparison of two numbers requires the modifier bool.'],
  ['up and 1', '0: and requires two vectors.'],
  ['up + on(a) 1', '5: on and ignoring require two vectors.'],
  ['up{job=~"a("}', '8: a( is not a valid regular expression: missing closing ) a(.'],
  ['up{job=~"(?!a)b"}', '8: (?!a)b is not a valid regular expression: invalid or unsupported Perl syntax (?!.'],
  [
    '{job=~".*"}',
    '0: the selector matches all series. Add a metric name, or a matcher that does not match the empty string.',
  ],
  ['x + bool y', '0: only comparisons can have the modifier bool.'],
  [
    'rate(x offset 5m[5m])',
    '5: a range must directly follow a selector. Write a sign before the selector, and offset and @ after the range.',
  ],
  [
    '-x[5m]',
    '0: a range must directly follow a selector. Write a sign before the selector, and offset and @ after the range.',
  ],
  ['rate(x[0])', '7: a range must be longer than 0.'],
  ['', '0: the query is empty.'],
])('reports the problem of %s', (text, problem) => {
  expect(problems(text)).toEqual([problem])
})

it.each([
  ['up', 'pod', true],
  ['sum by (job) (up)', 'job', true],
  ['sum by (job) (up)', 'pod', false],
  ['sum without (pod) (up)', 'pod', false],
  ['max(up)', 'job', false],
  ['topk(1, up)', 'pod', true],
  ['sum by (job) (up) and on (job) up', 'pod', false],
  ['sum by (job) (up) or sum by (pod) (up)', 'pod', true],
  ['up * on (a) group_left (b) sum by (a, b) (x)', 'b', true],
  ['up / on (a) x', 'pod', false],
  ['up / ignoring (a) x', 'a', false],
  ['absent(up{job="x"})', 'job', true],
  ['absent(up{job=~"x"})', 'job', false],
  ['absent(up{job="x"} == 1)', 'job', false],
  ['absent(up{job="x", job!="y"})', 'job', false],
  ['up{pod=""}', 'pod', false],
  ['vector(1)', 'pod', false],
  ['vector(1) or up', 'pod', true],
  ['up * on (a) group_left (b) sum by (a) (x)', 'b', false],
  ['sum by (a, b) (x) * on (a) group_right (c) sum by (a, c) (y)', 'b', false],
  ['sum by (a, b) (x) * on (a) group_right (c) sum by (a, c) (y)', 'c', false],
  ['label_replace(up, "pod", "", "", "")', 'pod', true],
  ['up unless on (a) sum by (a) (x)', 'pod', true],
  ['1 + sum by (job) (up)', 'pod', false],
  ['max_over_time(sum by (job) (up)[1h:])', 'pod', false],
  ['hour()', 'pod', false],
  ['count(x) + fill(0) up', 'pod', true],
  ['label_replace(max(up), "pod", "$1", "a", "(.*)")', 'pod', true],
  ['count_values("version", up)', 'version', true],
  ['rate(up[5m]) > 1', 'instance', true],
  ['histogram_quantile(0.9, sum by (le, job) (rate(x[5m])))', 'le', false],
])('determines whether the result of %s may have the label %s: %s', (text, label, expected) => {
  expect(isMissing(stateOf(createLabelAnalysis()(readQuery(text).expression!), label))).toBe(!expected)
})

it('lists selectors with their metric and matchers', () => {
  expect(
    readQuery(`sum(rate(a_total{job=~"x|y",b!='c'}[5m])) / {__name__="d"}`).selectors.map(({ metric, matchers }) => [
      metric,
      matchers.map(({ label, operator, value }) => label + operator + value),
    ]),
  ).toEqual([
    ['a_total', ['job=~x|y', 'b!=c']],
    ['d', ['__name__=d']],
  ])
})

describe('the limits of a query', () => {
  it.each([
    ['17 KiB', `up == ${'1'.repeat(17 * 1024)}`, 'the query has 17 KiB. Queries above 16 KiB are not checked.'],
    [
      '101 levels of parentheses',
      `${'('.repeat(101)}up${')'.repeat(101)}`,
      'the query has more than 100 levels of parentheses. Such queries are not checked.',
    ],
  ])('report %s', (_, text, message) => expect(readQuery(text).problems).toEqual([{ offset: 0, message }]))

  it('allow 100 levels of parentheses', () =>
    expect(readQuery(`${'('.repeat(100)}up${')'.repeat(100)}`).problems).toEqual([]))
})

it.each([
  ['a - b offset 1h > 0', ['-', 'b:3600000', '>']],
  ['a > b offset 1h * 2', ['>', '*', 'b:3600000']],
  ['a or b offset 1h and c', ['or', 'and', 'b:3600000']],
  ['a * b offset 1h + c', ['+', '*', 'b:3600000']],
  ['a - -b offset 1h', ['-', 'b:3600000']],
])('reads the operators of %s in their order', (text, expected) => {
  const found = [...walk(readQuery(text).expression!)].flatMap((part) =>
    part.kind === 'binary'
      ? [part.operator as string]
      : part.kind === 'selector' && part.offset !== undefined
        ? [`${part.metric}:${part.offset}`]
        : [],
  )
  expect(found.toSorted()).toEqual(expected.toSorted())
  if (expected[0] !== '-') expect(found[0]).toBe(expected[0])
})
