import { contentOf, mappingOf, type SourcedObject } from '@thanos-gitops/manifest'
import { volumeSources, type Workload } from '@thanos-gitops/workloads'
import { type Check, type CheckContext, inSameNamespace, type Problem } from '../engine/check.ts'
import { thanosPrograms } from './components.ts'

export const bucketClaimIsSafe: Check = {
  name: 'bucket-claim-is-safe',
  id: 'TH027',
  question: 'data',
  severity: 'error',
  why: 'Rook creates the Secret and the ConfigMap of a bucket claim in the namespace of the claim, and pods of other namespaces cannot use them. If the claim is pruned, or its storage class does not retain buckets, the bucket is deleted with all history.',
  remedy:
    'Create the claim in the namespace of the pods, with a storage class whose reclaimPolicy is Retain, and protect the claim from pruning.',
  source: 'https://rook.io/docs/rook/v1.20/Storage-Configuration/Object-Storage-RGW/ceph-object-bucket-claim/',
  *run(context) {
    const users = thanosPrograms(context)
      .filter(({ command }) => command !== 'query' && command !== 'query-frontend')
      .map(({ container }) => container.workload)
    for (const claim of context.ofKind('ObjectBucketClaim')) {
      yield* userProblems(context, claim, users)
      yield* deletionProblems(context, claim)
    }
  },
}

function* userProblems(context: CheckContext, claim: SourcedObject, users: readonly Workload[]): Iterable<Problem> {
  const [first] = users
  if (!first) return
  const { name } = claim.object.metadata
  const namespace = context.namespaceOf(claim)
  if (!users.some((workload) => inSameNamespace(workload.namespace, namespace)))
    yield {
      object: claim,
      pointer: '/metadata/namespace',
      message: `the pods that need its Secret and ConfigMap are in namespace ${first.namespace}.`,
    }
  if (!users.some((workload) => usesClaim(workload, name)))
    yield {
      object: claim,
      pointer: '/metadata/name',
      message: `no component uses the Secret or the ConfigMap ${name} of this claim.`,
      severity: 'warning',
    }
}

const usesClaim = ({ volumes, containers }: Workload, name: string): boolean =>
  volumes.flatMap(volumeSources).some((source) => source.name === name) ||
  containers.some(
    ({ environment, environmentFrom }) =>
      environment.some(({ from }) => from?.name === name) || environmentFrom.some((source) => source.name === name),
  )

function* deletionProblems(context: CheckContext, claim: SourcedObject): Iterable<Problem> {
  const { name, annotations = {} } = claim.object.metadata
  const isProtected =
    /Prune=(?:false|confirm)/.test(annotations['argocd.argoproj.io/sync-options'] ?? '') ||
    annotations['kustomize.toolkit.fluxcd.io/prune'] === 'disabled' ||
    annotations['helm.sh/resource-policy'] === 'keep'
  if (!isProtected)
    yield {
      object: claim,
      pointer: '/metadata',
      message: 'Argo CD or Flux can prune this claim.',
      remedy:
        'Add the annotations argocd.argoproj.io/sync-options: Prune=false and kustomize.toolkit.fluxcd.io/prune: disabled.',
      severity: 'warning',
    }
  const className = mappingOf(contentOf(claim).spec).storageClassName
  const storageClass = typeof className === 'string' ? context.find('StorageClass', '', className) : undefined
  if (storageClass && contentOf(storageClass).reclaimPolicy !== 'Retain')
    yield {
      object: storageClass,
      pointer: '/reclaimPolicy',
      message: `the bucket of ObjectBucketClaim/${name} is deleted with its claim.`,
      remedy: 'Set reclaimPolicy: Retain.',
    }
}
