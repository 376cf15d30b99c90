/**
 * Argo CD and Flux never delete an object with these annotations: with a namespace all its volume claims are deleted,
 * with a bucket claim its credentials.
 */
export const neverPruned = {
  'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
  'kustomize.toolkit.fluxcd.io/prune': 'disabled',
}
