// For the tests of these checks: rules of a file in a ConfigMap, and the messages of a check.
import type { Check } from '../engine/check.ts'
import { problemsIn } from '../engine/testing.ts'

/** The fields of a rule, and of its group. */
export type RuleFields = Readonly<Record<string, unknown>>

/** A ConfigMap with one group of rules. */
export const ruleFile = (rules: readonly RuleFields[], group: RuleFields = {}, name = 'rules'): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'monitoring' },
    data: { 'rules.yaml': JSON.stringify({ groups: [{ name: 'group', ...group, rules }] }) },
  })

/** The messages of a check for manifests, without lines and objects. */
export const messagesIn = (check: Check, ...manifests: readonly string[]): string[] =>
  problemsIn(check, manifests.join('\n---\n')).map((text) => text.replace(/^\d+: (?:\w+\/[\w-]+: )?/, ''))

/** The messages of a check for one alert with this query. */
export const messagesForAlert = (check: Check, expr: string, fields: RuleFields = {}): string[] =>
  messagesIn(check, ruleFile([{ alert: 'Test', expr, ...fields }]))
