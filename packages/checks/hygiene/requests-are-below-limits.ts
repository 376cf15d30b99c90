import { mappingOf } from '@thanos-gitops/manifest'
import type { Check } from '../engine/check.ts'
import { changedPlace, lineOf } from '../engine/line-of.ts'
import { resourceOf } from '../thanos/resources.ts'

export const requestsAreBelowLimits: Check = {
  name: 'requests-are-below-limits',
  question: 'limits',
  severity: 'error',
  why: 'The API server refuses a container that requests more of a resource than its limit allows. For a StatefulSet in an older cluster, only its controller reports that it cannot create the pods.',
  remedy: 'Raise the limit, or lower the request.',
  source: 'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/',
  *run({ containers }) {
    for (const container of containers)
      for (const resource of Object.keys(mappingOf(mappingOf(container.fields.resources).limits))) {
        const [request, limit] = (['requests', 'limits'] as const).map((field) =>
          resourceOf(container, field, resource),
        )
        if (request === undefined || limit === undefined || request.value <= limit.value) continue
        yield {
          ...changedPlace(request.place, limit.place),
          message: `container ${container.name} requests ${request.text} of ${resource} (${lineOf(request.place)}), but its limit is ${limit.text} (${lineOf(limit.place)}).`,
          remedy: `Raise the limit to at least ${request.text}, or lower the request to at most ${limit.text}.`,
        }
      }
  },
}
