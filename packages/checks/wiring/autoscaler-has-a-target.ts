import { didYouMean } from '@thanos-gitops/manifest'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { type Autoscaler, autoscalersIn } from './autoscalers.ts'

export const autoscalerHasATarget: Check = {
  name: 'autoscaler-has-a-target',
  question: 'references',
  severity: 'error',
  why: 'An autoscaler whose workload does not exist does nothing: the workload keeps its replicas and requests under any load.',
  remedy: 'Refer to a workload that exists, with its kind and name.',
  source: 'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/',
  *run(context) {
    for (const autoscaler of autoscalersIn(context)) {
      const problem = problemOf(context, autoscaler)
      if (problem !== undefined) yield problem
    }
  },
}

function problemOf(
  context: CheckContext,
  { object, pointer, targetKind, targetName }: Autoscaler,
): Problem | undefined {
  const namespace = context.namespaceOf(object)
  if (
    context.find(targetKind, namespace, targetName) !== undefined ||
    context.external.has(targetKind, targetName, namespace)
  )
    return undefined
  const inNamespace = context.workloads.filter((workload) => workload.namespace === namespace)
  const sameName = inNamespace.find(({ name }) => name === targetName)
  const suggestion = didYouMean(
    targetName,
    inNamespace.filter(({ kind }) => kind === targetKind).map(({ name }) => name),
  )
  const remedy =
    sameName === undefined ? suggestion : `Set kind: ${sameName.kind}, because ${sameName.kind}/${targetName} exists.`
  return {
    object,
    pointer: sameName === undefined ? `${pointer}/name` : `${pointer}/kind`,
    message: `there is no ${targetKind} ${targetName} to scale.`,
    missing: { kind: targetKind, name: targetName, namespace },
    ...(remedy && { remedy }),
  }
}
