import { factsOf, groupOf } from '@thanos-gitops/manifest'
import { clusterRules } from './cluster.ts'
import { configRules } from './config.ts'
import { controllerFollows, transitionVerdict } from './custom.ts'
import { networkRules } from './network.ts'
import { type Context, inPlace, judge, kindName, none, type Rule, type Verdict } from './rule.ts'
import { storageRules } from './storage.ts'
import { workloadRules } from './workloads.ts'

export type { Context, Verdict } from './rule.ts'

/** What may change, what is refused and what follows, one table for each kind. Every row names its source. */
export const rules: Readonly<Record<string, readonly Rule[]>> = {
  ...workloadRules,
  ...configRules,
  ...networkRules,
  ...storageRules,
  ...clusterRules,
}

const objectMeta = 'apimachinery/pkg/api/validation/objectmeta.go:312-343'

/** For every kind, after its own table. */
const metadata: readonly Rule[] = [
  { at: '/apiVersion', verdict: none('The same object in another API version.'), source: 'apimachinery/pkg/runtime' },
  {
    at: '/metadata/annotations/**',
    verdict: ({ after }) =>
      readsMetadata(after)
        ? inPlace('The controller of this kind may read it.')
        : none('Controllers of Kubernetes do not read it.'),
    source: objectMeta,
  },
  {
    at: '/metadata/labels/**',
    verdict: ({ after }) =>
      readsMetadata(after)
        ? inPlace('Selectors and controllers may read it.')
        : none('Labels of the object itself: its pods and selectors do not change.'),
    source: objectMeta,
  },
  {
    at: '/metadata/finalizers/**',
    verdict: inPlace('It decides what must happen before the object can be deleted.'),
    source: objectMeta,
  },
  { at: '/metadata/**', verdict: none('Metadata that no controller reads.'), source: objectMeta },
]

/** Before every table: it is not Kubernetes that reads these. */
const delivery: readonly Rule[] = [
  {
    at: '/metadata/annotations/*',
    verdict: ({ change }) =>
      /argocd\.argoproj\.io|toolkit\.fluxcd\.io/.test(change.steps[2] ?? '')
        ? inPlace('The delivery tool reads it: it decides how the object is applied, ordered or pruned.')
        : undefined,
    source: 'argo-cd docs/user-guide/sync-options.md; kustomize-controller docs/spec/v1/kustomizations.md',
  },
]

/** Workloads and configuration take nothing from their own labels and annotations; of other kinds we do not know. */
const readsMetadata = ({ kind, apiVersion }: Context['after']): boolean =>
  !(
    factsOf(kind).podSpec !== undefined ||
    ['ConfigMap', 'Secret', 'ServiceAccount', 'PodDisruptionBudget'].includes(kind) ||
    groupOf(apiVersion) === 'rbac.authorization.k8s.io'
  )

export function verdictOf(context: Context): Verdict {
  const own = rules[kindName(context.after)]
  const found = judge(delivery, context) ?? (own && judge(own, context)) ?? judge(metadata, context)
  if (found) return found
  const transition = transitionVerdict(context)
  if (transition) return { ...transition, source: 'CustomResourceDefinition, x-kubernetes-validations' }
  return own
    ? { ...inPlace('It may change while the object exists.'), source: 'pkg/apis' }
    : { ...controllerFollows, source: 'CustomResourceDefinition' }
}
