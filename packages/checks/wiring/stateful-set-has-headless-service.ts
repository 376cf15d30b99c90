import { contentOf, mappingOf, nearest, stringOf } from '@thanos-gitops/manifest'
import { selectorMatches } from '@thanos-gitops/workloads'
import type { Check } from '../engine/check.ts'

export const statefulSetHasHeadlessService = {
  name: 'stateful-set-has-headless-service',
  id: 'TH019',
  severity: 'error',
  why: 'The pods of a StatefulSet get their DNS names from the headless Service that serviceName names. Where it is absent, not headless or selects other pods, pod-0.service does not resolve: no hashring, no cluster peer, no replica finds the others.',
  remedy: 'Let serviceName be the name of a Service with clusterIP: None that selects these pods.',
  source: 'https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-network-id',
  *run({ workloads, find, ofKind, external }) {
    for (const { object, kind, namespace, podLabels } of workloads) {
      if (kind !== 'StatefulSet') continue
      const name = stringOf(mappingOf(contentOf(object).spec).serviceName)
      // Kubernetes 1.31 and later take a StatefulSet without one; its pods have no names then.
      if (name === undefined || name === '' || external.has('Service', name, namespace)) continue
      const pointer = '/spec/serviceName'
      const service = find('Service', namespace, name)
      if (service === undefined) {
        const near = nearest(
          name,
          ofKind('Service', '').map((other) => other.object.metadata.name),
        )
        yield {
          object,
          pointer,
          message: `there is no Service ${name}.`,
          missing: { kind: 'Service', name, namespace },
          ...(near === undefined ? {} : { remedy: `Did you mean ${near}?` }),
        }
        continue
      }
      const spec = mappingOf(contentOf(service).spec)
      if (spec.clusterIP !== 'None')
        yield {
          object,
          pointer,
          message: `Service/${name} is not headless.`,
          remedy: `Give Service/${name} clusterIP: None, or name a headless one.`,
        }
      if (
        Object.keys(mappingOf(spec.selector)).length > 0 &&
        !selectorMatches({ matchLabels: spec.selector }, podLabels)
      )
        yield { object, pointer, message: `Service/${name} does not select its pods.` }
    }
  },
} satisfies Check
