import { factsOf, groupOf, waveAnnotation } from '@thanos-gitops/manifest'
import { clusterRules } from './cluster.ts'
import { configRules } from './config.ts'
import { deploymentRules } from './deployments.ts'
import { jobRules } from './jobs.ts'
import { networkRules } from './network.ts'
import { podRules } from './pods.ts'
import {
  type ChangeContext,
  type ChangeRule,
  firstVerdict,
  groupKind,
  inPlace,
  none,
  type SourcedVerdict,
} from './rule.ts'
import { statefulSetRules } from './stateful-sets.ts'
import { storageRules } from './storage.ts'
import { syncRules } from './sync-settings.ts'
import { newWave } from './waves.ts'

export { reconciledBinding } from './cluster.ts'
export { refusalReason } from './refusal-reasons.ts'
export type { ChangeContext, SourcedVerdict } from './rule.ts'

/** What follows from a change that the API server accepts, by API group and kind. Every row names its source. */
export const rules: Readonly<Record<string, readonly ChangeRule[]>> = {
  ...deploymentRules,
  ...statefulSetRules,
  ...jobRules,
  ...podRules,
  ...configRules,
  ...networkRules,
  ...storageRules,
  ...clusterRules,
}

const objectMeta = 'apimachinery/pkg/api/validation/objectmeta.go:312-343'

/** Rules for every kind, after the rules of the kind itself. */
const metadataRules: readonly ChangeRule[] = [
  { at: '/apiVersion', verdict: none('The same object in another API version.'), source: 'apimachinery/pkg/runtime' },
  {
    at: '/metadata/annotations/**',
    verdict: ({ after }) =>
      controllersMayReadMetadata(after)
        ? inPlace('The controller of this kind may read it.')
        : none('Kubernetes controllers do not read it.'),
    source: objectMeta,
  },
  {
    at: '/metadata/labels/**',
    verdict: ({ after }) =>
      controllersMayReadMetadata(after)
        ? inPlace('Selectors and controllers may read it.')
        : none('It labels only the object itself: its pods and selectors do not change.'),
    source: objectMeta,
  },
  {
    at: '/metadata/finalizers/**',
    verdict: inPlace('It sets what must happen before the object can be deleted.'),
    source: objectMeta,
  },
  { at: '/metadata/**', verdict: none('No controller reads this metadata.'), source: objectMeta },
]

/** Rules for fields that delivery tools read. They have precedence over all others. */
const deliveryRules: readonly ChangeRule[] = [
  ...syncRules,
  {
    at: '/metadata/annotations/*',
    verdict: (context) => (context.change.steps[2] === waveAnnotation ? newWave(context) : undefined),
    source: 'argo-cd gitops-engine pkg/sync/sync_tasks.go; kustomize-controller deleteObjects',
  },
  {
    at: '/metadata/annotations/*',
    verdict: ({ change }) =>
      /argocd\.argoproj\.io|toolkit\.fluxcd\.io/.test(change.steps[2] ?? '')
        ? inPlace('The delivery tool reads it: it controls how the object is applied, ordered or pruned.')
        : undefined,
    source: 'argo-cd docs/user-guide/sync-options.md; kustomize-controller docs/spec/v1/kustomizations.md',
  },
]

/** Controllers of workloads and configuration ignore the labels and annotations of the object; for other kinds it is unknown. */
const controllersMayReadMetadata = ({ kind, apiVersion }: ChangeContext['after']): boolean =>
  !(
    factsOf(kind).podSpec !== undefined ||
    ['ConfigMap', 'Secret', 'ServiceAccount', 'PodDisruptionBudget'].includes(kind) ||
    groupOf(apiVersion) === 'rbac.authorization.k8s.io'
  )

export function verdictOf(context: ChangeContext): SourcedVerdict {
  const kindRules = rules[groupKind(context.after)]
  const found =
    firstVerdict(deliveryRules, context) ??
    (kindRules && firstVerdict(kindRules, context)) ??
    firstVerdict(metadataRules, context)
  if (found) return found
  return kindRules
    ? { ...inPlace('It can change while the object exists.'), source: 'pkg/apis' }
    : { ...inPlace('The effect depends on the controller of this kind.'), source: 'CustomResourceDefinition' }
}
