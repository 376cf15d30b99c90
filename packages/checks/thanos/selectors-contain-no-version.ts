import { contentOf, mappingOf } from '@thanos-gitops/manifest'
import type { Check } from '../engine/check.ts'

const version = 'app.kubernetes.io/version'

export const selectorsContainNoVersion: Check = {
  name: 'selectors-contain-no-version',
  id: 'TH019',
  severity: 'error',
  why: 'A selector with the version loses the old pods in the middle of an upgrade, and that of a workload can never be changed.',
  remedy: `Leave ${version} out of the selector.`,
  source: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/',
  *run(context) {
    for (const object of [...context.ofKind('Service', ''), ...context.ofKind('PodDisruptionBudget')]) {
      const { selector } = mappingOf(contentOf(object).spec)
      const isService = object.object.kind === 'Service'
      if (version in mappingOf(isService ? selector : mappingOf(selector).matchLabels))
        yield {
          object,
          pointer: isService ? '/spec/selector' : '/spec/selector/matchLabels',
          message: `the selector contains ${version}.`,
        }
    }
    for (const { object } of context.workloads) {
      const { selector } = mappingOf(contentOf(object).spec)
      if (version in mappingOf(mappingOf(selector).matchLabels))
        yield { object, pointer: '/spec/selector/matchLabels', message: `the selector contains ${version}.` }
    }
  },
}
