import { mappingOf } from '@thanos-gitops/manifest'
import { selectorMatches, type Workload } from '@thanos-gitops/workloads'
import { inSameNamespace } from './check.ts'
import { addTo } from './lazy.ts'

/** Finds workloads by the labels of their pods without comparing all of them. */
export interface WorkloadIndex {
  /** The workloads whose pods a LabelSelector matches. */
  selectedBy(selector: unknown, namespace: string): readonly Workload[]
}

/** Each pod of a StatefulSet has this label. A Service can use it to select one pod. */
const podNameLabel = 'statefulset.kubernetes.io/pod-name'

export function indexWorkloads(workloads: readonly Workload[]): WorkloadIndex {
  const byLabel = workloadsByLabel(workloads)
  const hasOpenNamespace = workloads.some(({ namespace }) => namespace === '')

  function selectedBy(selector: unknown, namespace: string): readonly Workload[] {
    const { [podNameLabel]: pod, ...labels } = mappingOf(mappingOf(selector).matchLabels)
    if (pod !== undefined)
      return selectedBy({ ...mappingOf(selector), matchLabels: labels }, namespace).filter((workload) =>
        hasPod(workload, String(pod)),
      )
    return candidatesFor(Object.entries(labels), namespace).filter(
      (workload) => inSameNamespace(workload.namespace, namespace) && selectorMatches(selector, workload.podLabels),
    )
  }

  /** The workloads with the rarest of the labels. */
  function candidatesFor(labels: readonly [string, unknown][], namespace: string): readonly Workload[] {
    const scope = namespace === '' || hasOpenNamespace ? '' : namespace
    const candidates = labels.map(([key, value]) => byLabel.get(`${scope}/${key}=${String(value)}`) ?? [])
    return candidates.length === 0 ? workloads : candidates.reduce((a, b) => (b.length < a.length ? b : a))
  }

  return { selectedBy }
}

/** By `namespace/key=value`, and by `/key=value` over all namespaces. */
function workloadsByLabel(workloads: readonly Workload[]): Map<string, Workload[]> {
  const found = new Map<string, Workload[]>()
  for (const workload of workloads)
    for (const [key, value] of Object.entries(workload.podLabels)) {
      addTo(found, `/${key}=${value}`, workload)
      if (workload.namespace !== '') addTo(found, `${workload.namespace}/${key}=${value}`, workload)
    }
  return found
}

function hasPod({ kind, name, replicas = 0 }: Workload, pod: string): boolean {
  const ordinal = pod.startsWith(`${name}-`) ? pod.slice(name.length + 1) : ''
  return kind === 'StatefulSet' && /^\d+$/.test(ordinal) && Number(ordinal) < replicas
}
