import { operatorKinds, operatorPodLabels, selectorMatches } from '@thanos-gitops/workloads'
import { type CheckContext, inSameNamespace } from './check.ts'

/** Whether a LabelSelector matches pods that prometheus-operator creates for an object of these manifests. */
export function selectsOperatorPods(
  { ofKind, namespaceOf }: CheckContext,
  selector: unknown,
  namespace: string,
): boolean {
  return operatorKinds
    .flatMap((kind) => ofKind(kind))
    .some((object) => {
      const labels = operatorPodLabels(object)
      return (
        labels !== undefined && inSameNamespace(namespaceOf(object), namespace) && selectorMatches(selector, labels)
      )
    })
}
