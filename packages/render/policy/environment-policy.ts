import { type Base, isObject, type ReportProblem } from '@thanos-gitops/manifest'
import type { EnvironmentFiles } from '../environment/environment-files.ts'
import { reportContradictions } from './contradictions.ts'
import { loadPolicy, loadRules } from './load-policy.ts'
import type { Policy } from './refusal.ts'

/** The rules of an environment: those of the policy, and those of its `environment.yaml`. Undefined without both. */
export function loadEnvironmentPolicy(
  { name, environment, policy, environmentNames, pin }: EnvironmentFiles,
  base: Base | undefined,
  report: ReportProblem,
): Policy | undefined {
  const own = isObject(environment.value) ? environment.value.policy : undefined
  if (policy === undefined && own === undefined) return undefined
  // A rule can be about a component that is newer than the revision to which the environment is pinned.
  const scope = { base: pin === undefined ? base : undefined, environments: environmentNames }
  const rules = [
    ...(policy ? loadPolicy(policy, scope, report) : []),
    ...(own === undefined ? [] : loadRules(environment, ['policy'], own, scope, report)),
  ].filter(({ environments }) => environments === undefined || environments.includes(name))
  reportContradictions(rules, report)
  return { rules, file: policy?.file ?? environment.file }
}
