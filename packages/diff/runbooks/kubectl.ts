import type { KubernetesObject } from '@thanos-gitops/manifest'
import type { StackNames } from '../context.ts'
import type { ToolFacts } from './runbook.ts'

/** What a person replaces if the manifests are not those of an environment. */
export const contextPlaceholder = 'CONTEXT'

/** The beginning of a command for one cluster, and for one namespace where the object has one. */
export const kubectl = (context = contextPlaceholder, namespace?: string): string =>
  `kubectl --context ${context}${namespace === undefined ? '' : ` --namespace ${namespace}`}`

/** How commands name the objects of Argo CD and Flux that sync an object. */
export const toolsOf = (names: StackNames | undefined, object: KubernetesObject): ToolFacts => ({
  areKnown: names !== undefined,
  argoCD: kubectl(names?.toolContext, names?.argoCDNamespace ?? 'argocd'),
  flux: kubectl(names?.toolContext, names?.fluxNamespace ?? 'flux-system'),
  application: names?.application ?? 'APPLICATION',
  source: names?.source ?? 'SOURCE',
  kustomization: names?.kustomizationOf(object) ?? 'KUSTOMIZATION',
})
