/**
 * Argo CD and Flux never delete what carries these: a namespace takes every volume claim with it, a bucket claim its
 * credentials.
 */
export const kept = {
  'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
  'kustomize.toolkit.fluxcd.io/prune': 'disabled',
}
