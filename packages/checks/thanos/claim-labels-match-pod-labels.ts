import { contentOf, listOf, mappingOf, stringMapOf } from '@thanos-gitops/manifest'
import type { Check } from '../engine/check.ts'

export const claimLabelsMatchPodLabels: Check = {
  name: 'claim-labels-match-pod-labels',
  severity: 'warning',
  why: 'Who looks for the volumes of an application by its label finds those of another; a clean-up by label deletes the wrong ones. The labels of a claim template can never be changed.',
  remedy: 'Give the template the labels that select the pods.',
  source: 'https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/',
  *run(context) {
    for (const { object, podLabels, kind } of context.workloads) {
      if (kind !== 'StatefulSet') continue
      for (const [index, template] of listOf(mappingOf(contentOf(object).spec).volumeClaimTemplates).entries()) {
        const labels = stringMapOf(mappingOf(mappingOf(template).metadata).labels)
        const other = ['app', 'app.kubernetes.io/name', 'app.kubernetes.io/instance'].find(
          (key) => labels[key] !== undefined && podLabels[key] !== undefined && labels[key] !== podLabels[key],
        )
        if (other !== undefined)
          yield {
            object,
            pointer: `/spec/volumeClaimTemplates/${index}/metadata/labels`,
            message: `the claim is labelled ${other}: ${labels[other]}, and its pods ${podLabels[other]}.`,
          }
      }
    }
  },
}
