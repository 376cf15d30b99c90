// A VerticalPodAutoscaler for each workload, for environments with `verticalPodAutoscalers`. It recommends requests, and changes those of
// pods unless its updateMode is Off. Limits stay those of git, and no recommendation is above them.
import { onlyWith as onlyWithAny, settingValue } from '@thanos-gitops/manifest'
import { alsoOnlyWithout, onlyWith } from './component-names.ts'

interface Workload {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace: string
    readonly labels: Readonly<Record<string, string>>
  }
}

const memory = () => onlyWith('verticalPodAutoscalers.memory', 'memory')

const specOf = ({ apiVersion, kind, metadata: { name } }: Workload, controlledResources: readonly string[]) => ({
  targetRef: { apiVersion, kind, name },
  updatePolicy: { updateMode: settingValue<string>('verticalPodAutoscalers.updateMode') },
  resourcePolicy: {
    containerPolicies: [
      {
        containerName: '*',
        controlledResources,
        controlledValues: 'RequestsOnly',
        minAllowed: settingValue<object>('verticalPodAutoscalers.minAllowed'),
        maxAllowed: settingValue<object>('verticalPodAutoscalers.maxAllowed'),
      },
    ],
  },
})

const cpu = onlyWith('verticalPodAutoscalers.cpu', 'cpu')

const autoscaler = (workload: Workload, cpuOfWorkload: string, others: readonly string[] = [memory()]) => {
  const { name, namespace, labels } = workload.metadata
  return {
    apiVersion: 'autoscaling.k8s.io/v1',
    kind: 'VerticalPodAutoscaler',
    metadata: { name, namespace, labels },
    spec: specOf(workload, [cpuOfWorkload, ...others]),
  }
}

/** The vertical autoscaler of a workload, with its name. */
export const verticalAutoscalerOf = (workload: Workload) =>
  onlyWith('verticalPodAutoscalers.updateMode', autoscaler(workload, cpu))

/** The same for a workload whose use of memory follows its request: a recommendation for it would only grow. */
export const verticalCpuAutoscalerOf = (workload: Workload) =>
  onlyWith('verticalPodAutoscalers.cpu', autoscaler(workload, cpu, []))

/**
 * The same for a workload whose replicas an autoscaler sets by CPU in environments with a setting: there, this one leaves the CPU alone,
 * because the other one measures a percentage of its request. It does not exist if nothing is left.
 */
export const verticalAutoscalerBeside = (
  setting: 'query.autoscaling.cpu' | 'queryFrontend.autoscaling.cpu' | 'receive.routers.max',
  workload: Workload,
) =>
  onlyWithAny(
    ['verticalPodAutoscalers.memory', `verticalPodAutoscalers.updateMode&!${setting}`],
    autoscaler(workload, alsoOnlyWithout(setting, cpu)),
  )
