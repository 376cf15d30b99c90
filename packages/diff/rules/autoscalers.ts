import { type KubernetesObject, labelOf, numberAt, stringAt } from '@thanos-gitops/manifest'
import { type ManifestSet, namespaceOf, replicasOf } from '../manifest-set.ts'
import { inPlace, scale, type Verdict } from './rule.ts'

/** The verdict on a new HorizontalPodAutoscaler; undefined for other objects and where its workload is not in the manifests. */
export function newAutoscaler(object: KubernetesObject, set: ManifestSet): Verdict | undefined {
  if (object.kind !== 'HorizontalPodAutoscaler') return undefined
  const [kind, name] = ['kind', 'name'].map((field) => stringAt(object, 'spec', 'scaleTargetRef', field))
  const target = set
    .ofKind(kind ?? '')
    .find((one) => one.metadata.name === name && namespaceOf(one) === namespaceOf(object))
  if (target === undefined) return undefined
  const replicas = replicasOf(target)
  const least = numberAt(object, 'spec', 'minReplicas') ?? 1
  const most = numberAt(object, 'spec', 'maxReplicas') ?? least
  const first = Math.min(Math.max(replicas, least), most)
  const range = `It sets the replicas of ${labelOf(target)} from now on, from ${least} to ${most}.`
  return first === replicas
    ? inPlace(`It is created. ${range}`)
    : scale(`It is created. ${range} Within seconds, ${replicas} → ${first}.`)
}
