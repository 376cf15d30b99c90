import { contentOf, mappingOf } from '@thanos-gitops/manifest'
import type { Check } from '../engine/check.ts'
import { selectsOperatorPods } from '../engine/operator-pods.ts'

export const serviceSelectsPods = {
  name: 'service-selects-pods',
  severity: 'error',
  why: 'A Service whose selector matches no pod has no endpoints: every connection to it is refused, and an SRV or A look-up finds nothing.',
  remedy: 'Make the selector a subset of the labels of the pod template.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/#services-without-selectors',
  *run(context) {
    const { ofKind, selectedBy, namespaceOf, workloads, external } = context
    for (const service of ofKind('Service', '')) {
      const { selector, type } = mappingOf(contentOf(service).spec)
      if (Object.keys(mappingOf(selector)).length === 0 || type === 'ExternalName') continue
      const namespace = namespaceOf(service)
      if (
        selectedBy({ matchLabels: selector }, namespace).length > 0 ||
        external.has('Pod', service.object.metadata.name, namespace) ||
        selectsOperatorPods(context, { matchLabels: selector }, namespace)
      )
        continue
      // Where no workload is rendered at all, somebody else brings the pods.
      if (workloads.length === 0) continue
      const labels = Object.entries(mappingOf(selector)).map(([key, value]) => `${key}=${String(value)}`)
      yield {
        object: service,
        pointer: '/spec/selector',
        message: `its selector ${labels.join(', ')} matches the pods of no workload.`,
        ...nearMiss(mappingOf(selector), namespace),
      }
    }

    /** The workload that all labels but one match: most likely the one that is meant. */
    function nearMiss(selector: Readonly<Record<string, unknown>>, namespace: string): { remedy?: string } {
      const entries = Object.entries(selector)
      for (const [key, value] of entries) {
        const others = Object.fromEntries(entries.filter(([other]) => other !== key))
        const near =
          entries.length > 1
            ? selectedBy({ matchLabels: others }, namespace)[0]
            : workloads.find(({ podLabels }) => Object.values(podLabels).includes(String(value)))
        if (near === undefined) continue
        const found = near.podLabels[key] === undefined ? `have no label ${key}` : `have ${key}=${near.podLabels[key]}`
        return { remedy: `The pods of ${near.kind}/${near.name} ${found}: make the two the same.` }
      }
      return {}
    }
  },
} satisfies Check
