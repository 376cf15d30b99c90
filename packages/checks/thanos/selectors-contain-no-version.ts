import { contentOf, mappingOf } from '@thanos-gitops/manifest'
import type { Check } from '../engine/check.ts'

const versionLabel = 'app.kubernetes.io/version'

export const selectorsContainNoVersion: Check = {
  name: 'selectors-contain-no-version',
  id: 'TH019',
  question: 'selectors',
  severity: 'error',
  why: 'A Service or PodDisruptionBudget whose selector contains the version does not select the old pods during an upgrade. The selector of a workload cannot change.',
  remedy: `Remove ${versionLabel} from the selector.`,
  source: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/',
  *run(context) {
    const message = `the selector contains ${versionLabel}.`
    for (const object of context.ofKind('Service', ''))
      if (versionLabel in mappingOf(mappingOf(contentOf(object).spec).selector))
        yield { object, pointer: '/spec/selector', message, severity: 'warning' }
    const withLabelSelector = [
      ...context.ofKind('PodDisruptionBudget'),
      ...context.workloads.map(({ object }) => object),
    ]
    for (const object of withLabelSelector) {
      const { selector } = mappingOf(contentOf(object).spec)
      if (versionLabel in mappingOf(mappingOf(selector).matchLabels))
        yield {
          object,
          pointer: '/spec/selector/matchLabels',
          message,
          ...(object.object.kind === 'PodDisruptionBudget' && { severity: 'warning' as const }),
        }
    }
  },
}
