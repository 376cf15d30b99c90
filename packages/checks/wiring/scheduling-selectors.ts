// The selectors of pods in a pod specification: https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/
import { contentOf, isObject, listOf, type Mapping, mappingOf, type SourcedObject } from '@thanos-gitops/manifest'
import type { CheckContext } from '../engine/check.ts'
import { type PodGroup, podGroupsIn } from '../engine/pod-groups.ts'

/** The scheduling fields of pods. */
export interface ScheduledPods {
  readonly pods: PodGroup
  readonly fields: Mapping
  readonly pointer: string
}

/** The pod specifications of workloads, and the same fields of the objects of prometheus-operator. */
export const scheduledPods = (context: CheckContext): readonly ScheduledPods[] =>
  podGroupsIn(context).map((pods) =>
    pods.workload === undefined
      ? { pods, fields: specOf(pods.object), pointer: '/spec' }
      : { pods, fields: pods.workload.podSpec, pointer: pods.workload.podPointer },
  )

const specOf = (object: SourcedObject): Mapping => mappingOf(contentOf(object).spec)

export interface AffinityTerm {
  readonly kind: 'podAffinity' | 'podAntiAffinity'
  readonly isRequired: boolean
  readonly fields: Mapping
  readonly pointer: string
}

export const affinityTerms = ({ fields, pointer }: ScheduledPods): readonly AffinityTerm[] =>
  (['podAffinity', 'podAntiAffinity'] as const).flatMap((kind) => {
    const base = `${pointer}/affinity/${kind}`
    const terms = mappingOf(mappingOf(fields.affinity)[kind])
    const required = 'requiredDuringSchedulingIgnoredDuringExecution'
    const preferred = 'preferredDuringSchedulingIgnoredDuringExecution'
    return [
      ...listOf(terms[required]).map((term, index) => ({
        kind,
        isRequired: true,
        fields: mappingOf(term),
        pointer: `${base}/${required}/${index}`,
      })),
      ...listOf(terms[preferred]).map((term, index) => ({
        kind,
        isRequired: false,
        fields: mappingOf(mappingOf(term).podAffinityTerm),
        pointer: `${base}/${preferred}/${index}/podAffinityTerm`,
      })),
    ]
  })

/** The namespaces in which a term selects pods; undefined if a selector of namespaces decides. */
export function namespacesOf({ namespaces, namespaceSelector }: Mapping, own: string): readonly string[] | undefined {
  if (isObject(namespaceSelector)) return undefined
  const names = listOf(namespaces).map(String)
  return names.length === 0 ? [own] : names
}
