import { expect, it } from 'vitest'
import { messagesOf, type Replacement, withoutLines } from './fixture.ts'
import { rulesAreEvaluatedOnce } from './rules-are-evaluated-once.ts'

const found = (...changes: Replacement[]): string[] => messagesOf(rulesAreEvaluatedOnce, changes).map(withoutLines)
const file = (...groups: string[]): Replacement => [
  '  rules.yaml: |\n',
  `  more.yaml: |\n    groups:\n${groups.map((group) => `      - ${group}\n`).join('')}  rules.yaml: |\n`,
]
const record = (name: string, rule = 'record: a, expr: sum(b)'): string => `{name: ${name}, rules: [{${rule}}]}`

it('finds a recording rule in two groups', () => {
  expect(found(file(record('x'), record('z')))).toEqual([
    'ConfigMap/prometheus: record a of the group z is also in the group x (a.yaml:N).',
  ])
})

it('finds an alert in two files of one reader', () => {
  const alert =
    'alert: ThanosCompactHalted, expr: \'max by (job, pod) (thanos_compact_halted{job=~".*thanos-compact.*"}) == 1\''
  expect(found(file(record('copy', alert)))).toEqual([
    'ConfigMap/prometheus: alert ThanosCompactHalted of the group thanos is also in the group copy (a.yaml:N).',
  ])
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  ['other labels', [file(record('x'), record('z', 'record: a, expr: sum(b), labels: {c: d}'))]],
  ['another expression', [file(record('x'), record('z', 'record: a, expr: sum(c)'))]],
])('accepts %s', (_, changes) => expect(found(...changes)).toEqual([]))
