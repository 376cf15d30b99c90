import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { inhibitRules } from './inhibit-rules.ts'
import { inhibits, type Labels, matches } from './testing/inhibition.ts'

interface RuleTests {
  readonly tests: readonly {
    readonly alert_rule_test?: readonly {
      readonly alertname: string
      readonly exp_alerts?: readonly { readonly exp_labels: Labels }[]
    }[]
  }[]
}

const folder = join(import.meta.dirname, 'rules')

/** The external label of each alert. The rules of Prometheus are tested without it. */
const cluster = 'production'

/** The labels with which the alerts fire: promtool compares them with those of Prometheus' own code. */
const alerts = readdirSync(folder)
  .filter((file) => file.endsWith('.test.yaml'))
  .flatMap((file) => (parse(readFileSync(join(folder, file), 'utf8')) as RuleTests).tests)
  .flatMap(({ alert_rule_test: cases = [] }) => cases)
  .flatMap(({ alertname, exp_alerts = [] }) =>
    exp_alerts.map(({ exp_labels }): Labels => ({ ...exp_labels, cluster, alertname })),
  )

/** The matchers of an alert's name and severity, without those for labels of its series. */
const named = (matchers: readonly string[]): readonly string[] =>
  matchers.filter((matcher) => /^(alertname|severity)\b/.test(matcher))

describe.each(inhibitRules)('the inhibit rule for $source_matchers', (rule) => {
  const sources = alerts.filter((labels) => matches(named(rule.source_matchers), labels))
  const targets = alerts.filter((labels) => matches(named(rule.target_matchers), labels))
  const pairs = sources.flatMap((source) => targets.map((target) => [source, target] as const))
  /** The target with the labels of the source that the rule compares: the same cause. */
  const ofSameCause = (source: Labels, target: Labels): Labels => ({
    ...target,
    ...Object.fromEntries(rule.equal.flatMap((label) => (source[label] ? [[label, source[label]]] : []))),
  })

  it('has alerts of the stack on both sides', () => {
    expect(sources.length).toBeGreaterThan(0)
    expect(targets.length).toBeGreaterThan(0)
  })

  it('compares labels that these alerts have when they fire', () => {
    for (const labels of [...sources, ...targets])
      for (const label of rule.equal) expect(labels, labels.alertname!).toHaveProperty(label)
  })

  it('mutes each target while a source of the same cause fires', () => {
    for (const [source, target] of pairs)
      expect(inhibits(rule, source, ofSameCause(source, target)), `${source.alertname} ${target.alertname}`).toBe(true)
  })

  it.each(rule.equal)('mutes no target with another %s', (label) => {
    for (const [source, target] of pairs)
      expect(inhibits(rule, source, { ...ofSameCause(source, target), [label]: 'another' })).toBe(false)
  })

  it('mutes no target without the labels that it compares', () => {
    const required = rule.equal.filter((label) => label !== 'cluster' && label !== 'namespace')
    const without = (labels: Labels) =>
      Object.fromEntries(Object.entries(labels).filter(([label]) => !required.includes(label)))
    for (const [source, target] of pairs) expect(inhibits(rule, without(source), without(target))).toBe(false)
  })

  it('mutes no source', () => {
    for (const source of sources) for (const other of sources) expect(inhibits(rule, other, source)).toBe(false)
  })
})
