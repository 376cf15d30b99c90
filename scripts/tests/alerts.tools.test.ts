// promtool evaluates the alerts of the base with the series of base/rules/*.test.yaml.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { completeVariant, ruleFilesOf } from '@thanos-gitops/base/testing/alerts'
import { afterAll, describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { findTool } from '../tools.ts'
import { expectAccepted } from './expect-accepted.ts'
import { root } from './repository.ts'

const promtool = await findTool('promtool')
const folder = mkdtempSync(join(tmpdir(), 'alerts-'))
afterAll(() => rmSync(folder, { recursive: true }))

interface TestFile {
  readonly rule_files: readonly string[]
  readonly tests: readonly RuleTest[]
}

interface RuleTest {
  readonly name: string
  readonly alert_rule_test?: readonly { readonly alertname: string; readonly exp_alerts: readonly object[] }[]
  readonly promql_expr_test?: readonly { readonly expr: string }[]
}

interface RuleFile {
  readonly groups: readonly { readonly rules: readonly Rule[]; readonly partial_response_strategy?: string }[]
}

interface Rule {
  readonly alert?: string
  readonly record?: string
  readonly expr: string
  readonly annotations?: object
}

const files = readdirSync(join(root, 'base/rules')).filter((file) => file.endsWith('.test.yaml'))
const readTests = (file: string): TestFile => parse(readFileSync(join(root, 'base/rules', file), 'utf8')) as TestFile

/**
 * The rules that promtool evaluates for a test: the alerts of the test, and the records that they use. More rules only take time, because
 * promtool evaluates each of them in each interval. It compares all annotations or none.
 */
function rulesOf(files: ReadonlyMap<string, RuleFile>, test: RuleTest): ReadonlyMap<string, RuleFile> {
  const { alert_rule_test: checks = [], promql_expr_test: queries = [] } = test
  const withAnnotations = checks.some(({ exp_alerts }) => exp_alerts.some((alert) => 'exp_annotations' in alert))
  const isTested = ({ alert }: Rule): boolean => checks.some(({ alertname }) => alertname === alert)
  const all = [...files.values()].flatMap(({ groups }) => groups.flatMap(({ rules }) => rules))
  const used = recordsIn(all, [...all.filter(isTested), ...queries])
  const selected = ({ groups }: RuleFile): RuleFile => ({
    groups: groups.map(({ partial_response_strategy: _, rules, ...group }) => ({
      ...group,
      rules: rules
        .filter((rule) => (rule.record === undefined ? isTested(rule) : used.has(rule.record)))
        .map(({ annotations, ...rule }) => (withAnnotations && annotations ? { ...rule, annotations } : rule)),
    })),
  })
  return new Map([...files].map(([name, file]) => [name, selected(file)]))
}

/** The names of the records that expressions use, directly or through other records. */
function recordsIn(rules: readonly Rule[], users: readonly { readonly expr: string }[]): ReadonlySet<string> {
  const used = new Set<string>()
  const words = ({ expr }: { readonly expr: string }): readonly string[] => String(expr).match(/[\w:]+/g) ?? []
  const pending = users.flatMap(words)
  for (let word = pending.pop(); word !== undefined; word = pending.pop()) {
    const records = rules.filter(({ record }) => record === word)
    if (used.has(word) || records.length === 0) continue
    used.add(word)
    pending.push(...records.flatMap(words))
  }
  return used
}

describe.skipIf(promtool === undefined)('promtool', () => {
  const rules = new Map([...ruleFilesOf(completeVariant)].map(([name, text]) => [name, parse(text) as RuleFile]))

  /** Writes a test with the rules that it needs. Its file has the name of the test, which promtool prints. */
  function writeTest(content: TestFile, test: RuleTest, index: number): string {
    const path = mkdtempSync(join(folder, 'test-'))
    mkdirSync(join(path, 'rules'))
    const named = new Map(content.rule_files.map((name) => [basename(name), rules.get(basename(name))!]))
    for (const [file, selected] of rulesOf(named, test))
      writeFileSync(join(path, 'rules', file), stringify(selected, { aliasDuplicateObjects: false }))
    const file = join(path, `${index} ${test.name.replaceAll(/[^\w ]+/g, '-').slice(0, 100)}.yaml`)
    writeFileSync(file, stringify({ ...content, tests: [test] }))
    return file
  }

  // One process for the tests of a file: to start one takes longer than most tests.
  it.each(files)('passes the tests of %s', async (file) => {
    const content = readTests(file)
    expect(content.tests).not.toEqual([])
    await expectAccepted(
      promtool,
      'test',
      'rules',
      ...content.tests.map((test, index) => writeTest(content, test, index)),
    )
  })
})
