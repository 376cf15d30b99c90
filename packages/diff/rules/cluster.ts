import { stringAt, valueAt } from '@thanos-gitops/manifest'
import { selectorMatches } from '@thanos-gitops/workloads'
import { namespaceOf, replicasOf, workloadLabel } from '../manifest-set.ts'
import { allowedBy } from '../rollout.ts'
import { roleRules, subjectRules } from './grants.ts'
import { admissionRules, namespaceRules } from './protections.ts'
import { type ChangeContext, type ChangeRule, inPlace, none, risk, type SourcedVerdict, type Verdict } from './rule.ts'

const apiextensions = 'apiextensions-apiserver/pkg/apis/apiextensions'

/**
 * Argo CD runs `kubectl auth reconcile` before it applies RBAC objects client-side, which replaces a binding whose role changes:
 * gitops-engine/pkg/utils/kube/resource_ops.go:244-285.
 */
export function reconciledBinding({ after, change, mode, tool }: ChangeContext): SourcedVerdict | undefined {
  const isBinding = after.kind === 'RoleBinding' || after.kind === 'ClusterRoleBinding'
  if (!isBinding || change.steps[0] !== 'roleRef' || tool !== 'argo-cd' || mode !== 'client-side') return undefined
  return {
    ...inPlace(
      'Argo CD runs `kubectl auth reconcile` first, which deletes and recreates the binding: these permissions are missing for a short time.',
    ),
    source: 'gitops-engine/pkg/utils/kube/resource_ops.go:244-285',
  }
}

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

export const clusterRules: Readonly<Record<string, readonly ChangeRule[]>> = {
  ...admissionRules,
  'rbac.authorization.k8s.io/RoleBinding': subjectRules,
  'rbac.authorization.k8s.io/ClusterRoleBinding': subjectRules,
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
  'scheduling.k8s.io/PriorityClass': [],
  'node.k8s.io/RuntimeClass': [],
  '/ResourceQuota': [
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
