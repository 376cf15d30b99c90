import type { Check } from '../engine/check.ts'
import { groupProblems } from './group-problems.ts'
import { ruleFileProblems } from './rule-file-verdict.ts'
import { ruleFilesIn } from './rule-files.ts'
import { ruleProblems } from './rule-problems.ts'
import { rulesIn } from './rules.ts'

export const rulesParse: Check = {
  name: 'rules-parse',
  id: 'TH048',
  question: 'rules',
  severity: 'error',
  why: 'If one rule of a file does not parse, Prometheus and the Thanos ruler reject the whole file. They continue with the old rules, or with none.',
  remedy: 'Correct the rule.',
  source:
    'https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/, https://thanos.io/tip/components/rule.md/#partial-response; the code of Prometheus and Thanos in packages/program-verdict',
  *run(context) {
    for (const file of ruleFilesIn(context)) {
      yield* ruleFileProblems(file)
      yield* groupProblems(context, file)
    }
    for (const rule of rulesIn(context)) yield* ruleProblems(rule)
  },
}
