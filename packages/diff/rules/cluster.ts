import { type KubernetesObject, valueAt } from '@thanos-gitops/manifest'
import { allowedBy } from '../rollout.ts'
import { mappings, namespaceOf, replicasOf, selects, textAt } from '../world.ts'
import { type Context, inPlace, none, type Rule, refused, shown, type Verdict } from './rule.ts'

type Words = Omit<Verdict, 'source'>

const roleRef = (lines: string): Rule => ({
  at: '/roleRef/**',
  verdict: ({ after, mode, tool }) =>
    tool === 'argo-cd' && mode === 'client-side'
      ? inPlace(
          'Argo CD runs `kubectl auth reconcile` first, which deletes the binding and makes it anew: a short gap without these permissions.',
        )
      : refused(
          `roleRef: Invalid value: ${shown(valueAt(after, ['roleRef']))}: cannot change roleRef`,
          'A binding keeps its role.',
        ),
  source: `pkg/apis/rbac/validation/validation.go:${lines}; gitops-engine/pkg/utils/kube/resource_ops.go:244-285`,
})

function budget({ after, worlds }: Context): Words {
  const selector = valueAt(after, ['spec', 'selector'])
  const stuck = worlds.after.workloads.filter(
    (workload) =>
      workload.namespace === namespaceOf(after) &&
      selects(selector, workload.podLabels) &&
      allowedBy(after, replicasOf(workload.object)) === 0,
  )
  if (stuck.length === 0) return inPlace('Evictions follow it at once; roll-outs never ask it.')
  return inPlace(
    `No pod of ${stuck.map(({ label }) => label).join(', ')} may be evicted any more: node drains wait for ever. Roll-outs are not affected.`,
  )
}

function names({ change }: Context): Words {
  return refused(
    `spec.${change.steps.slice(1).join('.')}: Invalid value: ${shown(change.after ?? '')}: field is immutable`,
    'It is part of what the API is called; all objects of the kind hang on it.',
  )
}

/** A version that objects may still be stored in. */
function droppedVersion({ before, after }: Context): Words | undefined {
  const versions = (object: KubernetesObject): readonly string[] =>
    mappings(valueAt(object, ['spec', 'versions'])).map((version) => String(version.name))
  const storage = mappings(valueAt(before, ['spec', 'versions'])).find((version) => version.storage === true)?.name
  const kept = versions(after)
  if (storage !== undefined && !kept.includes(String(storage)))
    return refused(
      `status.storedVersions[0]: Invalid value: ${shown(storage)}: missing from spec.versions; ${String(storage)} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${String(storage)} and removes ${String(storage)} from status.storedVersions`,
      'Objects may still be stored in this version.',
    )
  return undefined
}

const inPlaceAll = (why: string, source: string): readonly Rule[] => [{ at: '/**', verdict: inPlace(why), source }]

export const clusterRules: Readonly<Record<string, readonly Rule[]>> = {
  'rbac.authorization.k8s.io/RoleBinding': [
    roleRef('161-170'),
    {
      at: '/subjects/**',
      verdict: inPlace('Permissions follow at once.'),
      source: 'pkg/apis/rbac/validation/validation.go',
    },
  ],
  'rbac.authorization.k8s.io/ClusterRoleBinding': [
    roleRef('205-214'),
    {
      at: '/subjects/**',
      verdict: inPlace('Permissions follow at once.'),
      source: 'pkg/apis/rbac/validation/validation.go',
    },
  ],
  'rbac.authorization.k8s.io/Role': [
    {
      at: '/rules/**',
      verdict: ({ change }) =>
        'reordered' in change ? none('Only the order differs.') : inPlace('Permissions follow at once.'),
      source: 'pkg/apis/rbac/validation/validation.go:51-100',
    },
  ],
  'rbac.authorization.k8s.io/ClusterRole': [
    {
      at: '/rules/**',
      verdict: ({ change }) =>
        'reordered' in change ? none('Only the order differs.') : inPlace('Permissions follow at once.'),
      source: 'pkg/apis/rbac/validation/validation.go:51-100',
    },
  ],
  '/ServiceAccount': [
    {
      at: '/imagePullSecrets/**',
      verdict: inPlace('Pods that start from now on get it.'),
      source: 'plugin/pkg/admission/serviceaccount',
    },
    {
      at: '/automountServiceAccountToken',
      verdict: inPlace('Pods that start from now on follow it.'),
      source: 'plugin/pkg/admission/serviceaccount',
    },
  ],
  'policy/PodDisruptionBudget': [
    { at: '/spec/**', verdict: budget, source: 'pkg/apis/policy/validation/validation.go:50-76' },
  ],
  'autoscaling/HorizontalPodAutoscaler': [
    {
      at: '/spec/scaleTargetRef/**',
      verdict: ({ before, after }) =>
        inPlace(
          `${textAt(after, 'spec', 'scaleTargetRef', 'kind')}/${textAt(after, 'spec', 'scaleTargetRef', 'name')} is scaled from now on; ${textAt(before, 'spec', 'scaleTargetRef', 'kind')}/${textAt(before, 'spec', 'scaleTargetRef', 'name')} keeps the number it has.`,
        ),
      source: 'pkg/controller/podautoscaler',
    },
    {
      at: '/spec/**',
      verdict: inPlace('The autoscaler follows it within seconds, and may change the number of pods.'),
      source: 'pkg/controller/podautoscaler',
    },
  ],
  'scheduling.k8s.io/PriorityClass': [
    {
      at: '/value',
      verdict: refused(
        'value: Forbidden: may not be changed in an update.',
        'A PriorityClass keeps its value. Make one with another name.',
      ),
      source: 'pkg/apis/scheduling/validation/validation.go:59-69',
    },
    {
      at: '/preemptionPolicy',
      verdict: ({ change }) =>
        refused(
          `preemptionPolicy: Invalid value: ${shown(change.after)}: field is immutable`,
          'A PriorityClass keeps its policy.',
        ),
      source: 'pkg/apis/scheduling/validation/validation.go:59-69',
    },
  ],
  'node.k8s.io/RuntimeClass': [
    {
      at: '/handler',
      verdict: ({ change }) =>
        refused(
          `handler: Invalid value: ${shown(change.after)}: field is immutable`,
          'A RuntimeClass keeps its handler.',
        ),
      source: 'pkg/apis/node/validation/validation.go:60',
    },
  ],
  '/ResourceQuota': [
    {
      at: '/spec/scopes/**',
      verdict: ({ after }) =>
        refused(
          `spec.scopes: Invalid value: ${shown(valueAt(after, ['spec', 'scopes']))}: field is immutable`,
          'A quota keeps its scopes.',
        ),
      source: 'pkg/apis/core/validation/validation.go:8239-8258',
    },
    { at: '/spec/**', verdict: inPlace('It counts for pods that start from now on.'), source: 'pkg/quota/v1' },
  ],
  '/LimitRange': inPlaceAll('It counts for pods that start from now on.', 'plugin/pkg/admission/limitranger'),
  '/Namespace': [
    {
      at: '/metadata/labels/**',
      verdict: inPlace('Admission reads labels of the namespace for pods that start from now on.'),
      source: 'k8s.io/pod-security-admission',
    },
  ],
  'apiextensions.k8s.io/CustomResourceDefinition': [
    {
      at: '/spec/group',
      verdict: names,
      source: 'apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go:261-285',
    },
    {
      at: '/spec/names/plural',
      verdict: names,
      source: 'apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go:261-285',
    },
    {
      at: '/spec/names/kind',
      verdict: names,
      source: 'apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go:261-285',
    },
    {
      at: '/spec/scope',
      verdict: names,
      source: 'apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go:261-285',
    },
    {
      at: '/spec/versions/**',
      verdict: droppedVersion,
      source: 'apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go:649-663',
    },
    {
      at: '/spec/versions/*/schema/**',
      verdict: ({ change }) =>
        change.steps.at(-1) === 'description' && change.steps.at(-2) !== 'properties'
          ? none('It is documentation: kubectl explain shows it.')
          : undefined,
      source: 'apiextensions-apiserver/pkg/apis/apiextensions/v1/types_jsonschema.go',
    },
    {
      at: '/spec/versions/**',
      verdict: inPlace('New writes of these objects are checked against it; what is stored stays as it is.'),
      source: 'apiextensions-apiserver',
    },
  ],
}
