import { mappingOf } from '@thanos-gitops/manifest'
import type { Check } from '../engine/check.ts'

export const resourcesAreSet = {
  name: 'resources-are-set',
  question: 'limits',
  severity: 'warning',
  why: 'Without requests, the scheduler assumes that the pod needs no resources and can assign it to a full node. Without a memory limit, one query can exhaust the memory of the node and stop all pods on it.',
  remedy:
    'Set requests for cpu and memory and a limit for memory. A limit for cpu is not required, because it throttles the container.',
  source: 'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/',
  *run({ containers }) {
    for (const { name, pointer, fields, workload, isInit } of containers) {
      const { requests, limits } = mappingOf(fields.resources)
      const missing = [
        ...['cpu', 'memory']
          .filter(
            (resource) => mappingOf(requests)[resource] === undefined && mappingOf(limits)[resource] === undefined,
          )
          .map((resource) => `requests.${resource}`),
        ...(mappingOf(limits).memory === undefined ? ['limits.memory'] : []),
      ]
      // Resources of the pod (Kubernetes 1.34) apply to all its containers.
      if (missing.length === 0 || isInit || workload.podSpec.resources !== undefined) continue
      yield {
        object: workload.object,
        pointer: fields.resources === undefined ? pointer : `${pointer}/resources`,
        message: `container ${name} does not set ${missing.join(', ')}.`,
      }
    }
  },
} satisfies Check
