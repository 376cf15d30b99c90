import { type KubernetesObject, labelOf, numberAt, stringAt } from '@thanos-gitops/manifest'
import { type ManifestSet, namespaceOf, replicasOf, scaledKind } from '../manifest-set.ts'
import { inPlace, scale, type Verdict } from './rule.ts'

/** The verdict on a new autoscaler of replicas; undefined for other objects and where its workload is not in the manifests. */
export function newAutoscaler(object: KubernetesObject, set: ManifestSet): Verdict | undefined {
  const fields = boundFields[object.kind]
  if (fields === undefined) return undefined
  const name = stringAt(object, 'spec', 'scaleTargetRef', 'name')
  const target = set
    .ofKind(scaledKind(object))
    .find((one) => one.metadata.name === name && namespaceOf(one) === namespaceOf(object))
  if (target === undefined) return undefined
  const replicas = replicasOf(target)
  const least = numberAt(object, 'spec', fields.least) ?? fields.byDefault
  const most = numberAt(object, 'spec', fields.most) ?? least
  const first = Math.min(Math.max(replicas, least), most)
  const range = `It sets the replicas of ${labelOf(target)} from now on, from ${least} to ${most}.`
  return first === replicas
    ? inPlace(`It is created. ${range}`)
    : scale(`It is created. ${range} Within seconds, ${replicas} → ${first}.`)
}

/** The fields with the smallest and the largest number, and the default of the smallest one. */
const boundFields: Readonly<
  Record<string, { readonly least: string; readonly most: string; readonly byDefault: number }>
> = {
  HorizontalPodAutoscaler: { least: 'minReplicas', most: 'maxReplicas', byDefault: 1 },
  ScaledObject: { least: 'minReplicaCount', most: 'maxReplicaCount', byDefault: 0 },
}
