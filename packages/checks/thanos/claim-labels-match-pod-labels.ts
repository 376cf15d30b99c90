import { contentOf, listOf, mappingOf, stringMapOf } from '@thanos-gitops/manifest'
import type { Check } from '../engine/check.ts'

const identifyingLabels = ['app', 'app.kubernetes.io/name', 'app.kubernetes.io/instance']

export const claimLabelsMatchPodLabels: Check = {
  name: 'claim-labels-match-pod-labels',
  question: 'conventions',
  severity: 'warning',
  why: 'A selection of volumes by label returns those of another application, and a clean-up by label deletes the wrong volumes. The labels of a claim template cannot change later.',
  remedy: 'Set the labels that select the pods on the claim template.',
  source: 'https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/',
  *run(context) {
    for (const { object, podLabels, kind } of context.workloads) {
      if (kind !== 'StatefulSet') continue
      for (const [index, template] of listOf(mappingOf(contentOf(object).spec).volumeClaimTemplates).entries()) {
        const labels = stringMapOf(mappingOf(mappingOf(template).metadata).labels)
        const label = identifyingLabels.find(
          (key) => labels[key] !== undefined && podLabels[key] !== undefined && labels[key] !== podLabels[key],
        )
        if (label !== undefined)
          yield {
            object,
            pointer: `/spec/volumeClaimTemplates/${index}/metadata/labels`,
            message: `the claim template has the label ${label}: ${labels[label]}, but its pods have ${podLabels[label]}.`,
          }
      }
    }
  },
}
