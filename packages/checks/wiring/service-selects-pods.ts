import { contentOf, type Mapping, mappingOf } from '@thanos-gitops/manifest'
import type { Check, CheckContext } from '../engine/check.ts'
import { selectsOperatorPods } from '../engine/operator-pods.ts'

export const serviceSelectsPods = {
  name: 'service-selects-pods',
  question: 'selectors',
  severity: 'error',
  why: 'A Service whose selector matches no pod has no endpoints: connections to it are refused, and DNS lookups return no pod addresses.',
  remedy: 'Set spec.selector to a subset of the labels of the pod template.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/#services-without-selectors',
  *run(context) {
    const { ofKind, selectedBy, namespaceOf, workloads, external } = context
    // Manifests without any workload refer to pods from another source.
    if (workloads.length === 0) return
    for (const service of ofKind('Service', '')) {
      const { selector: selectorField, type } = mappingOf(contentOf(service).spec)
      const selector = mappingOf(selectorField)
      if (Object.keys(selector).length === 0 || type === 'ExternalName') continue
      const namespace = namespaceOf(service)
      if (
        selectedBy({ matchLabels: selector }, namespace).length > 0 ||
        external.has('Pod', service.object.metadata.name, namespace) ||
        selectsOperatorPods(context, { matchLabels: selector }, namespace)
      )
        continue
      const labels = Object.entries(selector).map(([key, value]) => `${key}=${String(value)}`)
      yield {
        object: service,
        pointer: '/spec/selector',
        message: `its selector ${labels.join(', ')} does not match the pods of any workload.`,
        ...remedyForOneLabel(context, selector, namespace),
      }
    }
  },
} satisfies Check

/** The remedy if a workload differs from the selector in one label only. That workload is the most likely target. */
function remedyForOneLabel(
  { selectedBy, workloads }: CheckContext,
  selector: Mapping,
  namespace: string,
): { remedy?: string } {
  const entries = Object.entries(selector)
  for (const [key, value] of entries) {
    const otherLabels = Object.fromEntries(entries.filter(([otherKey]) => otherKey !== key))
    const workload =
      entries.length > 1
        ? selectedBy({ matchLabels: otherLabels }, namespace)[0]
        : workloads.find(({ podLabels }) => Object.values(podLabels).includes(String(value)))
    if (workload === undefined) continue
    const pods = `The pods of ${workload.kind}/${workload.name}`
    const podValue = workload.podLabels[key]
    return {
      remedy:
        podValue === undefined
          ? `${pods} do not have the label ${key}. Add it to the pods, or remove it from the selector.`
          : `${pods} have the label ${key}=${podValue}. Use the same value in the selector and in the pods.`,
    }
  }
  return {}
}
