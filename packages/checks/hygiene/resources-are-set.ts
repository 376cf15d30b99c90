import { mappingOf } from '@thanos-gitops/manifest'
import type { Check } from '../engine/check.ts'

export const resourcesAreSet = {
  name: 'resources-are-set',
  severity: 'warning',
  why: 'Without requests the scheduler takes the pod for free and puts it on a full node; without a memory limit one query takes the node down with all that runs there.',
  remedy: 'Set requests for cpu and memory and a limit for memory. A limit for cpu throttles, and is not asked for.',
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
      // The pod's own resources (Kubernetes 1.34) hold for all of its containers.
      if (missing.length === 0 || isInit || workload.podSpec.resources !== undefined) continue
      yield {
        object: workload.object,
        pointer: fields.resources === undefined ? pointer : `${pointer}/resources`,
        message: `container ${name} has no ${missing.join(', no ')}.`,
      }
    }
  },
} satisfies Check
