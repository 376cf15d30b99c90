import { contentOf, mappingOf } from '@thanos-gitops/manifest'
import type { Check } from '../engine/check.ts'
import { createsPods, mayMatchOtherObjects, podGroupsOf, podsSelectedBy } from '../engine/pod-groups.ts'
import { selectorRemedy, selectorText } from '../engine/selector-remedy.ts'

export const serviceSelectsPods = {
  name: 'service-selects-pods',
  question: 'selectors',
  severity: 'error',
  why: 'A Service whose selector matches no pod has no endpoints: connections to it are refused, and DNS lookups return no pod addresses.',
  remedy: 'Set spec.selector to a subset of the labels of the pod template.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/#services-without-selectors',
  *run(context) {
    // Manifests without any workload refer to pods from another source.
    if (context.workloads.length === 0) return
    for (const service of context.ofKind('Service', '')) {
      const { selector: labels, type } = mappingOf(contentOf(service).spec)
      if (Object.keys(mappingOf(labels)).length === 0 || type === 'ExternalName') continue
      const namespace = context.namespaceOf(service)
      const selector = { matchLabels: labels }
      if (
        podsSelectedBy(context, selector, namespace).length > 0 ||
        context.external.has('Pod', service.object.metadata.name, namespace) ||
        mayMatchOtherObjects(context, selector)
      )
        continue
      const remedy = selectorRemedy(selector, podGroupsOf(context, namespace))
      if (remedy === undefined && createsPods(context)) continue
      yield {
        object: service,
        pointer: '/spec/selector',
        message: `its selector ${selectorText(selector)} does not match the pods of any workload.`,
        ...(remedy && { remedy }),
      }
    }
  },
} satisfies Check
