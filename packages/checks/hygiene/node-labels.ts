import { listOf, type Mapping, mappingOf } from '@thanos-gitops/manifest'

export const zoneLabel = 'topology.kubernetes.io/zone'
const required = 'requiredDuringSchedulingIgnoredDuringExecution'

/** The values of a node label that a pod allows by its node selector and required affinity; undefined if it allows every value. */
export function allowedValues(podSpec: Mapping, key: string): ReadonlySet<string> | undefined {
  const selected = mappingOf(podSpec.nodeSelector)[key]
  if (selected !== undefined) return new Set([String(selected)])
  const terms = listOf(mappingOf(mappingOf(mappingOf(podSpec.affinity).nodeAffinity)[required]).nodeSelectorTerms)
  const values = terms.map((term) => valuesOfTerm(mappingOf(term).matchExpressions, key))
  return values.length === 0 || values.includes(undefined) ? undefined : new Set(values.flatMap((one) => one ?? []))
}

function valuesOfTerm(expressions: unknown, key: string): readonly string[] | undefined {
  const expression = listOf(expressions)
    .map(mappingOf)
    .find((one) => one.key === key && one.operator === 'In')
  return expression && listOf(expression.values).map(String)
}
