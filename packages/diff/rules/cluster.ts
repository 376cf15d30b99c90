import { type KubernetesObject, mappingsOf, stringAt, valueAt } from '@thanos-gitops/manifest'
import { selectorMatches } from '@thanos-gitops/workloads'
import { namespaceOf, replicasOf, workloadLabel } from '../manifest-set.ts'
import { allowedBy } from '../rollout.ts'
import { roleRules, subjectRules } from './grants.ts'
import { admissionRules, namespaceRules } from './protections.ts'
import { type ChangeContext, type ChangeRule, inPlace, jsonOf, none, refused, risk, type Verdict } from './rule.ts'

const apiextensions = 'apiextensions-apiserver/pkg/apis/apiextensions'

const immutableRole = (lines: string): ChangeRule => ({
  at: '/roleRef/**',
  verdict: ({ after, mode, tool }) =>
    tool === 'argo-cd' && mode === 'client-side'
      ? inPlace(
          'Argo CD runs `kubectl auth reconcile` first, which deletes and recreates the binding: these permissions are missing for a short time.',
        )
      : refused(
          `roleRef: Invalid value: ${jsonOf(valueAt(after, ['roleRef']))}: cannot change roleRef`,
          'The role of a binding cannot change.',
        ),
  source: `pkg/apis/rbac/validation/validation.go:${lines}; gitops-engine/pkg/utils/kube/resource_ops.go:244-285`,
})

function newBudget({ after, sides }: ChangeContext): Verdict {
  const selector = valueAt(after, ['spec', 'selector'])
  const blocked = sides.after.workloads.filter(
    (workload) =>
      workload.namespace === namespaceOf(after) &&
      selectorMatches(selector, workload.podLabels) &&
      allowedBy(after, replicasOf(workload.object.object)) === 0,
  )
  if (blocked.length === 0) return inPlace('It applies to evictions immediately. Rollouts do not use it.')
  return risk(
    `No pod of ${blocked.map(workloadLabel).join(', ')} can be evicted: node drains wait indefinitely. Rollouts are not affected.`,
  )
}

function immutableName({ change }: ChangeContext): Verdict {
  return refused(
    `spec.${change.steps.slice(1).join('.')}: Invalid value: ${jsonOf(change.after ?? '')}: field is immutable`,
    'It is part of the name of the API that all objects of this kind use.',
  )
}

/** Refuses to remove a version in which objects may still be stored. */
function removedVersion({ before, after }: ChangeContext): Verdict | undefined {
  const versions = (object: KubernetesObject): readonly string[] =>
    mappingsOf(valueAt(object, ['spec', 'versions'])).map((version) => String(version.name))
  const storage = mappingsOf(valueAt(before, ['spec', 'versions'])).find((version) => version.storage === true)?.name
  if (storage !== undefined && !versions(after).includes(String(storage)))
    return refused(
      `status.storedVersions[0]: Invalid value: ${jsonOf(storage)}: missing from spec.versions; ${String(storage)} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${String(storage)} and removes ${String(storage)} from status.storedVersions`,
      'Objects may still be stored in this version.',
    )
  return undefined
}

export const clusterRules: Readonly<Record<string, readonly ChangeRule[]>> = {
  ...admissionRules,
  'rbac.authorization.k8s.io/RoleBinding': [immutableRole('161-170'), ...subjectRules],
  'rbac.authorization.k8s.io/ClusterRoleBinding': [immutableRole('205-214'), ...subjectRules],
  'rbac.authorization.k8s.io/Role': roleRules,
  'rbac.authorization.k8s.io/ClusterRole': roleRules,
  '/ServiceAccount': [
    {
      at: '/imagePullSecrets/**',
      verdict: inPlace('It applies to pods that start from now on.'),
      source: 'plugin/pkg/admission/serviceaccount',
    },
    {
      at: '/automountServiceAccountToken',
      verdict: inPlace('It applies to pods that start from now on.'),
      source: 'plugin/pkg/admission/serviceaccount',
    },
  ],
  'policy/PodDisruptionBudget': [
    { at: '/spec/**', verdict: newBudget, source: 'pkg/apis/policy/validation/validation.go:50-76' },
  ],
  'autoscaling/HorizontalPodAutoscaler': [
    {
      at: '/spec/scaleTargetRef/**',
      verdict: ({ before, after }) =>
        risk(
          `${stringAt(after, 'spec', 'scaleTargetRef', 'kind')}/${stringAt(after, 'spec', 'scaleTargetRef', 'name')} is scaled from now on. ${stringAt(before, 'spec', 'scaleTargetRef', 'kind')}/${stringAt(before, 'spec', 'scaleTargetRef', 'name')} keeps its current number of pods.`,
        ),
      source: 'pkg/controller/podautoscaler',
    },
    {
      at: '/spec/**',
      verdict: inPlace('The autoscaler applies it within seconds and may change the number of pods.'),
      source: 'pkg/controller/podautoscaler',
    },
  ],
  'scheduling.k8s.io/PriorityClass': [
    {
      at: '/value',
      verdict: refused(
        'value: Forbidden: may not be changed in an update.',
        'The value of a PriorityClass cannot change. Create a PriorityClass with another name.',
      ),
      source: 'pkg/apis/scheduling/validation/validation.go:59-69',
    },
    {
      at: '/preemptionPolicy',
      verdict: ({ change }) =>
        refused(
          `preemptionPolicy: Invalid value: ${jsonOf(change.after)}: field is immutable`,
          'The policy of a PriorityClass cannot change.',
        ),
      source: 'pkg/apis/scheduling/validation/validation.go:59-69',
    },
  ],
  'node.k8s.io/RuntimeClass': [
    {
      at: '/handler',
      verdict: ({ change }) =>
        refused(
          `handler: Invalid value: ${jsonOf(change.after)}: field is immutable`,
          'The handler of a RuntimeClass cannot change.',
        ),
      source: 'pkg/apis/node/validation/validation.go:60',
    },
  ],
  '/ResourceQuota': [
    {
      at: '/spec/scopes/**',
      verdict: ({ after }) =>
        refused(
          `spec.scopes: Invalid value: ${jsonOf(valueAt(after, ['spec', 'scopes']))}: field is immutable`,
          'The scopes of a quota cannot change.',
        ),
      source: 'pkg/apis/core/validation/validation.go:8239-8258',
    },
    { at: '/spec/**', verdict: inPlace('It applies to pods that start from now on.'), source: 'pkg/quota/v1' },
  ],
  '/LimitRange': [
    {
      at: '/**',
      verdict: inPlace('It applies to pods that start from now on.'),
      source: 'plugin/pkg/admission/limitranger',
    },
  ],
  '/Namespace': [
    ...namespaceRules,
    {
      at: '/metadata/labels/**',
      verdict: inPlace('Admission uses the labels of the namespace for pods that start from now on.'),
      source: 'k8s.io/pod-security-admission',
    },
  ],
  'apiextensions.k8s.io/CustomResourceDefinition': [
    {
      at: '/spec/group',
      verdict: immutableName,
      source: `${apiextensions}/validation/validation.go:261-285`,
    },
    {
      at: '/spec/names/plural',
      verdict: immutableName,
      source: `${apiextensions}/validation/validation.go:261-285`,
    },
    {
      at: '/spec/names/kind',
      verdict: immutableName,
      source: `${apiextensions}/validation/validation.go:261-285`,
    },
    {
      at: '/spec/scope',
      verdict: immutableName,
      source: `${apiextensions}/validation/validation.go:261-285`,
    },
    {
      at: '/spec/versions/**',
      verdict: removedVersion,
      source: `${apiextensions}/validation/validation.go:649-663`,
    },
    {
      at: '/spec/versions/*/schema/**',
      verdict: ({ change }) =>
        change.steps.at(-1) === 'description' && change.steps.at(-2) !== 'properties'
          ? none('It is documentation that kubectl explain prints.')
          : undefined,
      source: `${apiextensions}/v1/types_jsonschema.go`,
    },
    {
      at: '/spec/versions/**',
      verdict: inPlace('New writes of these objects are validated against it. Stored objects do not change.'),
      source: 'apiextensions-apiserver',
    },
  ],
}
