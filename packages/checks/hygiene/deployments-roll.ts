import { contentOf, mappingOf } from '@thanos-gitops/manifest'
import type { Check } from '../engine/check.ts'

export const deploymentsRoll: Check = {
  name: 'deployments-roll',
  question: 'availability',
  severity: 'warning',
  why: 'With the strategy Recreate, a Deployment stops all replicas before it starts the new ones. Each change of the image or of an argument is an outage.',
  remedy: 'Use the strategy RollingUpdate. If only one pod may run at a time, set replicas: 1.',
  source: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy',
  *run({ workloads }) {
    for (const { object, kind, replicas = 1 } of workloads) {
      const { type } = mappingOf(mappingOf(contentOf(object).spec).strategy)
      if (kind === 'Deployment' && type === 'Recreate' && replicas > 1)
        yield {
          object,
          pointer: '/spec/strategy/type',
          message: `the strategy Recreate stops its ${replicas} replicas at the same time.`,
        }
    }
  },
}
