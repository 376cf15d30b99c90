import { contentOf, isObject, mappingOf } from '@thanos-gitops/manifest'
import type { Check } from '../engine/check.ts'

const kinds = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet']

export const workloadSelectorsAreDistinct: Check = {
  name: 'workload-selectors-are-distinct',
  question: 'selectors',
  severity: 'warning',
  why: 'If the selector of a workload matches the pods of another one, a Service, a budget and an autoscaler of one workload also count the pods of the other, and a controller can adopt pods that are not its own.',
  remedy:
    'Add a label to the selector and to the pods that only this workload has. A selector cannot change: create the workload again.',
  source: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector',
  *run(context) {
    for (const { object, kind, name, namespace } of context.workloads) {
      const { selector } = mappingOf(contentOf(object).spec)
      if (!kinds.includes(kind) || !isObject(selector)) continue
      for (const other of context.selectedBy(selector, namespace)) {
        if (other.object === object || !kinds.includes(other.kind) || other.namespace !== namespace) continue
        yield {
          object,
          pointer: '/spec/selector',
          message: `its selector also matches the pods of ${other.kind}/${other.name}.`,
          cause: [`${kind}/${name}`, `${other.kind}/${other.name}`].sort().join(' '),
        }
      }
    }
  },
}
