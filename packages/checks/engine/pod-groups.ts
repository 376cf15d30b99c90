import { contentOf, groupOf, listOf, mappingOf, type SourcedObject } from '@thanos-gitops/manifest'
import { type Labels, operatorKinds, operatorPodLabels, selectorMatches, type Workload } from '@thanos-gitops/workloads'
import { type CheckContext, inSameNamespace } from './check.ts'
import { perContext } from './per-context.ts'

/** Pods with the same labels: those of a workload, or those that prometheus-operator creates for an object. */
export interface PodGroup {
  readonly object: SourcedObject
  /** `StatefulSet/thanos-store` */
  readonly name: string
  readonly namespace: string
  readonly labels: Labels
  /** Undefined for pods that prometheus-operator creates. */
  readonly workload: Workload | undefined
}

const groupsOfWorkloads = perContext(
  (context) => new Map(context.workloads.map((workload) => [workload, groupOfWorkload(workload)])),
)

const groupOfWorkload = (workload: Workload): PodGroup => ({
  object: workload.object,
  name: `${workload.kind}/${workload.name}`,
  namespace: workload.namespace,
  labels: workload.podLabels,
  workload,
})

const operatorGroups = perContext(({ ofKind, namespaceOf }): readonly PodGroup[] =>
  operatorKinds
    .flatMap((kind) => ofKind(kind))
    .flatMap((object) => {
      const labels = operatorPodLabels(object)
      const name = `${object.object.kind}/${object.object.metadata.name}`
      return labels === undefined ? [] : [{ object, name, namespace: namespaceOf(object), labels, workload: undefined }]
    }),
)

/** All pods of the manifests. */
export const podGroupsIn = perContext((context): readonly PodGroup[] => [
  ...groupsOfWorkloads(context).values(),
  ...operatorGroups(context),
])

const groupsByNamespace = perContext((): Map<string, readonly PodGroup[]> => new Map())

/** The pods in a namespace. */
export function podGroupsOf(context: CheckContext, namespace: string): readonly PodGroup[] {
  const known = groupsByNamespace(context).get(namespace)
  if (known !== undefined) return known
  const groups = podGroupsIn(context).filter((group) => inSameNamespace(group.namespace, namespace))
  groupsByNamespace(context).set(namespace, groups)
  return groups
}

/** The pods that a LabelSelector matches in a namespace. */
export const podsSelectedBy = (context: CheckContext, selector: unknown, namespace: string): readonly PodGroup[] => [
  ...context.selectedBy(selector, namespace).flatMap((workload) => groupsOfWorkloads(context).get(workload) ?? []),
  ...operatorGroups(context).filter(
    (group) => inSameNamespace(group.namespace, namespace) && selectorMatches(selector, group.labels),
  ),
]

// The objects of these groups run no pods, or `readWorkload` and `operatorPodLabels` read their pods.
const groupsWithoutOtherPods =
  /(^|\.)(k8s\.io|external-secrets\.io|bitnami\.com|objectbucket\.io|cert-manager\.io|monitoring\.coreos\.com)$|^(source|notification|image)\.toolkit\.fluxcd\.io$|^(apps|batch|autoscaling|policy|extensions|)$/

const objectsWithOtherPods = perContext((context) =>
  context.objects.filter(({ object }) => !groupsWithoutOtherPods.test(groupOf(object.apiVersion))),
)

/**
 * Whether a controller that these manifests do not show may create pods or Services with the labels of a selector: for an
 * object of another kind, such as a HelmRelease, whose name is a value of the selector.
 */
export function mayMatchOtherObjects(context: CheckContext, selector: unknown): boolean {
  const sources = objectsWithOtherPods(context)
  if (sources.length === 0) return false
  const { matchLabels, matchExpressions } = mappingOf(selector)
  const values = [
    ...Object.values(mappingOf(matchLabels)),
    ...listOf(matchExpressions).flatMap((expression) => listOf(mappingOf(expression).values)),
  ].map(String)
  return sources.some((source) =>
    [source.object.metadata.name, mappingOf(contentOf(source).spec).releaseName].some(
      (name) => typeof name === 'string' && values.some((value) => value === name || value.startsWith(`${name}-`)),
    ),
  )
}

const workloadResources = ['pods', 'deployments', 'statefulsets', 'daemonsets', 'jobs']

/** Whether a role of the manifests allows a program to create pods, as those of operators do. Their labels are unknown. */
export const createsPods = perContext(({ ofKind }): boolean =>
  [...ofKind('Role'), ...ofKind('ClusterRole')].some((role) => rolesAllow(role, ['create', '*'], workloadResources)),
)

/** Whether a rule of a role allows one of the verbs on one of the resources. */
export const rolesAllow = (
  role: SourcedObject,
  allowedVerbs: readonly string[],
  allowedResources: readonly string[],
): boolean =>
  listOf(contentOf(role).rules)
    .map(mappingOf)
    .some(
      ({ verbs, resources }) =>
        listOf(verbs).some((verb) => allowedVerbs.includes(String(verb))) &&
        listOf(resources).some((resource) => allowedResources.includes(String(resource))),
    )
