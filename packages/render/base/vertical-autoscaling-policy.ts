import {
  type Environment,
  factsOf,
  formatPointer,
  isObject,
  labelOf,
  type ReportProblem,
  stringAt,
  valueAt,
  withFields,
  type YamlFile,
} from '@thanos-gitops/manifest'
import type { TargetObject } from '../patches/patch.ts'
import { type Policy, refusals } from '../policy/refusal.ts'

/**
 * Reports a bound of `verticalPodAutoscalers` with which the autoscalers could set a request that the policy does not allow in a patch.
 * With `updateMode: Off`, they set none.
 */
export function reportRequestsBeyondPolicy(
  targets: readonly TargetObject[],
  { verticalPodAutoscalers }: Environment,
  policy: Policy | undefined,
  settings: YamlFile,
  report: ReportProblem,
): void {
  const values = verticalPodAutoscalers?.values
  if (policy === undefined || values === undefined || values.updateMode === 'Off') return
  const workloads = scaledWorkloads(targets)
  for (const bound of ['minAllowed', 'maxAllowed'] as const) {
    const amounts = values[bound]
    for (const [resource, amount] of isObject(amounts) ? Object.entries(amounts) : []) {
      const refused = firstRefusal(workloads, policy, resource, amount)
      if (refused !== undefined)
        report(
          'patch-policy',
          settings.place(['verticalPodAutoscalers', bound, resource]),
          `${bound} allows the autoscalers a request that the policy does not allow. ${refused}`,
          `Write an amount that the policy allows for all workloads, write updateMode: "Off", or change the policy, which its owners must approve.`,
        )
    }
  }
}

/** The workloads with a VerticalPodAutoscaler. */
function scaledWorkloads(targets: readonly TargetObject[]): readonly TargetObject[] {
  const names = new Set(
    targets
      .filter(({ object }) => object.kind === 'VerticalPodAutoscaler')
      .map(({ object }) => ['kind', 'name'].map((field) => stringAt(object, 'spec', 'targetRef', field)).join('/')),
  )
  return targets.filter(({ object }) => names.has(labelOf(object)))
}

function firstRefusal(
  workloads: readonly TargetObject[],
  policy: Policy,
  resource: string,
  amount: unknown,
): string | undefined {
  for (const target of workloads) {
    const refused = refusalOf(target, policy, resource, amount)
    if (refused !== undefined) return refused
  }
  return undefined
}

function refusalOf(
  { component, object: before }: TargetObject,
  policy: Policy,
  resource: string,
  amount: unknown,
): string | undefined {
  const containers = [...(factsOf(before.kind).podSpec ?? []), 'containers']
  const count = (valueAt(before, containers) as readonly unknown[]).length
  for (let index = 0; index < count; index++) {
    const requests = [...containers, String(index), 'resources', 'requests']
    if (valueAt(before, requests) === undefined) continue
    const written = [...requests, resource]
    const after = withFields(before, { [formatPointer(written)]: amount })
    const [refusal] = refusals(policy, { component, before, after, written, inserted: false })
    if (refusal !== undefined) return refusal.message
  }
  return undefined
}
