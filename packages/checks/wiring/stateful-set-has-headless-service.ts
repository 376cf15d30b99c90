import { contentOf, didYouMean, mappingOf, type SourcedObject, stringOf } from '@thanos-gitops/manifest'
import { selectorMatches, type Workload } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'

export const statefulSetHasHeadlessService = {
  name: 'stateful-set-has-headless-service',
  id: 'TH019',
  question: 'selectors',
  severity: 'error',
  why: 'The pods of a StatefulSet get their DNS names from the headless Service in serviceName. If this Service does not exist, is not headless or selects other pods, pod-0.service does not resolve: replicas, cluster peers and members of a hashring cannot find each other.',
  remedy: 'Set serviceName to a Service that has clusterIP: None and selects these pods.',
  source: 'https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-network-id',
  *run(context) {
    for (const workload of context.workloads) {
      if (workload.kind !== 'StatefulSet') continue
      const { object, namespace } = workload
      const name = stringOf(mappingOf(contentOf(object).spec).serviceName)
      // Kubernetes 1.31 and later accept a StatefulSet without serviceName. Its pods then have no DNS names.
      if (name === undefined || name === '' || context.external.has('Service', name, namespace)) continue
      const service = context.find('Service', namespace, name)
      if (service === undefined) yield missingService(context, workload, name)
      else yield* serviceProblems(workload, service)
    }
  },
} satisfies Check

const pointer = '/spec/serviceName'

function missingService({ ofKind }: CheckContext, { object, namespace }: Workload, name: string): Problem {
  const suggestion = didYouMean(
    name,
    ofKind('Service', '').map((service) => service.object.metadata.name),
  )
  return {
    object,
    pointer,
    message: `there is no Service ${name}.`,
    missing: { kind: 'Service', name, namespace },
    ...(suggestion === undefined ? {} : { remedy: suggestion }),
  }
}

function* serviceProblems({ object, podLabels }: Workload, service: SourcedObject): Generator<Problem> {
  const { name } = service.object.metadata
  const { clusterIP, selector } = mappingOf(contentOf(service).spec)
  if (clusterIP !== 'None')
    yield {
      object,
      pointer,
      message: `Service/${name} is not headless.`,
      remedy: `Set clusterIP: None in Service/${name}, or set serviceName to a headless Service.`,
    }
  if (Object.keys(mappingOf(selector)).length > 0 && !selectorMatches({ matchLabels: selector }, podLabels))
    yield { object, pointer, message: `Service/${name} does not select the pods of this StatefulSet.` }
}
