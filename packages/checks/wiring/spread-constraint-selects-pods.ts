import { listOf, mappingOf } from '@thanos-gitops/manifest'
import { selectorMatches } from '@thanos-gitops/workloads'
import type { Check, Problem } from '../engine/check.ts'
import { selectorRemedy, selectorText } from '../engine/selector-remedy.ts'
import { type ScheduledPods, scheduledPods } from './scheduling-selectors.ts'

export const spreadConstraintSelectsPods: Check = {
  name: 'spread-constraint-selects-pods',
  question: 'selectors',
  severity: 'warning',
  why: 'The scheduler counts the pods that labelSelector matches. If it does not match the pods of the workload itself, they are not counted: all replicas can run on one node or in one zone.',
  remedy: 'Set labelSelector to the selector of the workload.',
  source:
    'https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/#spread-constraint-definition',
  *run(context) {
    for (const scheduled of scheduledPods(context)) yield* constraintProblems(scheduled)
  },
}

function* constraintProblems({ pods, fields, pointer }: ScheduledPods): Iterable<Problem> {
  for (const [index, entry] of listOf(fields.topologySpreadConstraints).entries()) {
    const { labelSelector, additionalLabelSelectors } = mappingOf(entry)
    // prometheus-operator adds the labels of the object itself.
    if (additionalLabelSelectors !== undefined || selectorMatches(labelSelector, pods.labels)) continue
    const at = { object: pods.object, pointer: `${pointer}/topologySpreadConstraints/${index}` }
    const remedy = selectorRemedy(labelSelector, [pods])
    yield labelSelector === undefined
      ? { ...at, message: 'a spread constraint has no labelSelector, so it counts no pods.' }
      : {
          ...at,
          pointer: `${at.pointer}/labelSelector`,
          message: `the labelSelector ${selectorText(labelSelector)} of a spread constraint does not match the pods of this workload.`,
          ...(remedy && { remedy }),
        }
  }
}
