import { groupOf, type KubernetesObject, listOf, stringAt, valueAt } from '@thanos-gitops/manifest'
import { type ChangeContext, type ChangeRule, inPlace, risk, type Verdict } from './rule.ts'

// Fields with which Flux and Argo CD stop to apply what git contains.

const fluxDocs = 'fluxcd.io/flux/components, spec.suspend'
const argoCdDocs = 'argo-cd docs/user-guide/auto_sync.md'

const isFlux = (object: KubernetesObject): boolean => groupOf(object.apiVersion).endsWith('.toolkit.fluxcd.io')
const isArgoCdApplication = ({ apiVersion, kind }: KubernetesObject): boolean =>
  groupOf(apiVersion) === 'argoproj.io' && kind === 'Application'

const isSuspended = (object: KubernetesObject): boolean => valueAt(object, ['spec', 'suspend']) === true

const suspendedText = ({ kind }: KubernetesObject): string =>
  `Flux no longer reconciles this ${kind} until it is resumed: later commits have no effect, and manual changes in the cluster are not corrected.`

function suspension({ after, change }: ChangeContext): Verdict | undefined {
  if (!isFlux(after)) return undefined
  if (isSuspended(after)) return risk(suspendedText(after))
  return change.before === true ? inPlace('Flux resumes: it applies all commits since the suspension.') : undefined
}

function automatedSync({ before, after }: ChangeContext): Verdict | undefined {
  if (!isArgoCdApplication(after)) return undefined
  const isAutomated = (object: KubernetesObject): boolean =>
    valueAt(object, ['spec', 'syncPolicy', 'automated']) !== undefined &&
    valueAt(object, ['spec', 'syncPolicy', 'automated', 'enabled']) !== false
  return isAutomated(before) && !isAutomated(after)
    ? risk('Argo CD no longer syncs this application by itself: later commits wait for a manual sync.')
    : undefined
}

/** Annotations with which Flux ignores one object. */
const ignoringAnnotations: Readonly<Record<string, string>> = {
  'kustomize.toolkit.fluxcd.io/reconcile': 'disabled',
  'kustomize.toolkit.fluxcd.io/ssa': 'ignore',
}

function ignoredByFlux({ change, tool }: ChangeContext): Verdict | undefined {
  const name = change.steps[2] ?? ''
  const isIgnoring =
    Object.hasOwn(ignoringAnnotations, name) && String(change.after).toLowerCase() === ignoringAnnotations[name]
  return isIgnoring && tool === 'flux'
    ? risk(`Flux no longer applies this object (${name}: ${String(change.after)}): later commits have no effect on it.`)
    : undefined
}

/** Rules for every kind, before the rules of the kind. */
export const syncRules: readonly ChangeRule[] = [
  {
    at: '/metadata/annotations/*',
    verdict: ignoredByFlux,
    source: 'kustomize-controller docs/spec/v1/kustomizations.md',
  },
  { at: '/spec/suspend', verdict: suspension, source: fluxDocs },
  { at: '/spec/syncPolicy/**', verdict: automatedSync, source: argoCdDocs },
]

/** The verdict on a new object that is created suspended. */
export const newSuspended = (object: KubernetesObject): Verdict | undefined =>
  isFlux(object) && isSuspended(object) ? risk(`It is created suspended. ${suspendedText(object)}`) : undefined

/** What the deletion of an object of a delivery tool does to the objects that it applies; undefined for other objects. */
export function deletedSync(object: KubernetesObject): Verdict | undefined {
  const { kind } = object
  if (isFlux(object) && kind === 'Kustomization' && valueAt(object, ['spec', 'prune']) === true)
    return {
      class: 'data-loss',
      why: 'Flux deletes every object that this Kustomization applied (prune: true), including namespaces and volumes.',
    }
  if (isFlux(object) && kind === 'HelmRelease')
    return { class: 'outage', why: 'Flux uninstalls the Helm release with all its objects.' }
  if (isFlux(object))
    return risk(`Flux objects that use this ${kind} fail from now on, and what they applied is no longer updated.`)
  if (!isArgoCdApplication(object)) return undefined
  const cascades = listOf(valueAt(object, ['metadata', 'finalizers'])).some(isCascading)
  const target = stringAt(object, 'spec', 'destination', 'namespace') ?? 'its destination'
  return cascades
    ? {
        class: 'data-loss',
        why: `Argo CD deletes every object of this application in ${target} (finalizer resources-finalizer.argocd.argoproj.io), including volumes.`,
      }
    : risk('The objects of this application stay in the cluster, but Argo CD no longer updates or corrects them.')
}

const isCascading = (finalizer: unknown): boolean =>
  String(finalizer).startsWith('resources-finalizer.argocd.argoproj.io')
