import { contentOf, mappingOf } from '@thanos-gitops/manifest'
import { volumeSources, type Workload } from '@thanos-gitops/workloads'
import type { Check } from '../engine/check.ts'
import { thanos } from './stack.ts'

export const bucketClaimIsSafe: Check = {
  name: 'bucket-claim-is-safe',
  id: 'TH027',
  severity: 'error',
  why: 'The Secret and the ConfigMap of a bucket claim appear in its own namespace; pods elsewhere cannot use them. With a claim that is pruned, or a storage class that does not retain, the bucket and all history go.',
  remedy:
    'Claim the bucket in the namespace of the pods, from a storage class with reclaimPolicy: Retain, and mark the claim that it is never pruned.',
  source: 'https://rook.io/docs/rook/v1.20/Storage-Configuration/Object-Storage-RGW/ceph-object-bucket-claim/',
  *run(context) {
    const users = thanos(context)
      .filter(({ command }) => command !== 'query' && command !== 'query-frontend')
      .map(({ container }) => container.workload)
    for (const claim of context.ofKind('ObjectBucketClaim')) {
      const { name, annotations = {} } = claim.object.metadata
      const namespace = context.namespaceOf(claim)
      if (
        users.length > 0 &&
        !users.some((workload) => workload.namespace === namespace || workload.namespace === '' || namespace === '')
      )
        yield {
          object: claim,
          pointer: '/metadata/namespace',
          message: `the pods that need its Secret and ConfigMap are in ${users[0]!.namespace}.`,
        }
      if (users.length > 0 && !users.some((workload) => usesClaim(workload, name)))
        yield {
          object: claim,
          pointer: '/metadata/name',
          message: `no component uses the Secret or the ConfigMap ${name} that this claim makes.`,
          severity: 'warning',
        }
      const isKept =
        /Prune=(?:false|confirm)/.test(annotations['argocd.argoproj.io/sync-options'] ?? '') ||
        annotations['kustomize.toolkit.fluxcd.io/prune'] === 'disabled' ||
        annotations['helm.sh/resource-policy'] === 'keep'
      if (!isKept)
        yield {
          object: claim,
          pointer: '/metadata',
          message: 'nothing keeps Argo CD or Flux from pruning it.',
          remedy:
            'Annotate it with argocd.argoproj.io/sync-options: Prune=false and kustomize.toolkit.fluxcd.io/prune: disabled.',
          severity: 'warning',
        }
      const className = mappingOf(contentOf(claim).spec).storageClassName
      const storageClass = typeof className === 'string' ? context.find('StorageClass', '', className) : undefined
      if (storageClass && contentOf(storageClass).reclaimPolicy !== 'Retain')
        yield {
          object: storageClass,
          pointer: '/reclaimPolicy',
          message: `the bucket of ${name} is deleted with its claim.`,
          remedy: 'Set reclaimPolicy: Retain.',
        }
    }
  },
}

const usesClaim = ({ volumes, containers }: Workload, name: string): boolean =>
  volumes.flatMap(volumeSources).some((source) => source.name === name) ||
  containers.some(
    ({ environment, environmentFrom }) =>
      environment.some(({ from }) => from?.name === name) || environmentFrom.some((source) => source.name === name),
  )
