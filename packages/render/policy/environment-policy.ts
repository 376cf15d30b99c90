import { isObject } from '@thanos-gitops/manifest'
import type { EnvironmentFiles } from '../environment/environment-files.ts'
import { placeText, type Report } from '../problems.ts'
import type { Policy } from './judge.ts'
import { loadPolicy, loadRules, reportContradictions } from './load-policy.ts'

/** The rules for an environment: the common ones, and those of its own `environment.yaml`. Absent where there is no policy. */
export function loadEnvironmentPolicy(
  { name, environment, policy }: EnvironmentFiles,
  report: Report,
): Policy | undefined {
  const own = isObject(environment.value) ? environment.value.policy : undefined
  if (policy === undefined && own === undefined) return undefined
  const rules = [
    ...(policy ? loadPolicy(policy, report) : []),
    ...(own === undefined ? [] : loadRules(environment, ['policy'], own, report)),
  ]
  const mine = rules.filter(({ environments }) => environments === undefined || environments.includes(name))
  reportContradictions(mine, report, placeText)
  return { rules: mine, file: policy?.file ?? environment.file }
}
