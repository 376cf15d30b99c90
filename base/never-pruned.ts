/**
 * Argo CD and Flux never delete an object with these annotations: with a namespace all its volume claims are deleted,
 * with a bucket claim its credentials. When such an object leaves git, Argo CD lists it as an object to prune, and
 * IgnoreExtraneous keeps the application Synced.
 */
export const neverPruned = {
  'argocd.argoproj.io/compare-options': 'IgnoreExtraneous',
  'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
  'kustomize.toolkit.fluxcd.io/prune': 'disabled',
}
