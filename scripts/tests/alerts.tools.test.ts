// promtool evaluates the alerts of the base with the series of base/rules/*.test.yaml.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { completeVariant, ruleFilesOf } from '@thanos-gitops/base/testing/alerts'
import { afterAll, describe, it } from 'vitest'
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
}

interface RuleFile {
  readonly groups: readonly { readonly rules: readonly Rule[]; readonly partial_response_strategy?: string }[]
}

interface Rule {
  readonly alert?: string
  readonly annotations?: object
}

const files = readdirSync(join(root, 'base/rules')).filter((file) => file.endsWith('.test.yaml'))
const cases = files.flatMap((file) => {
  const content = parse(readFileSync(join(root, 'base/rules', file), 'utf8')) as TestFile
  return content.tests.map((test) => ({ file, content, test }))
})

/**
 * The rules that promtool evaluates for a test: all records, and the alerts of the test. More alerts only take time, because
 * promtool evaluates each of them in each interval. It compares all annotations or none.
 */
function rulesOf(content: string, { alert_rule_test: checks = [] }: RuleTest): RuleFile {
  const withAnnotations = checks.some(({ exp_alerts }) => exp_alerts.some((alert) => 'exp_annotations' in alert))
  const isEvaluated = ({ alert }: Rule): boolean =>
    alert === undefined || checks.some(({ alertname }) => alertname === alert)
  const { groups } = parse(content) as RuleFile
  return {
    groups: groups.map(({ partial_response_strategy: _, rules, ...group }) => ({
      ...group,
      rules: rules
        .filter(isEvaluated)
        .map(({ annotations, ...rule }) => (withAnnotations && annotations ? { ...rule, annotations } : rule)),
    })),
  }
}

describe.skipIf(promtool === undefined)('promtool', () => {
  const rules = ruleFilesOf(completeVariant)

  it.each(cases)('$test.name ($file)', async ({ content, test }) => {
    const path = mkdtempSync(join(folder, 'test-'))
    mkdirSync(join(path, 'rules'))
    for (const file of content.rule_files.map((name) => basename(name)))
      writeFileSync(join(path, 'rules', file), stringify(rulesOf(rules.get(file)!, test)))
    writeFileSync(join(path, 'test.yaml'), stringify({ ...content, tests: [test] }))
    await expectAccepted(promtool, 'test', 'rules', join(path, 'test.yaml'))
  })
})
