import { contentOf, mappingOf, stringOf } from '@thanos-gitops/manifest'
import type { Check } from '../engine/check.ts'
import { missingObjects } from '../engine/missing-objects.ts'

export const storageClassExists = {
  name: 'storage-class-exists',
  id: 'TH044',
  question: 'references',
  severity: 'error',
  why: 'If the cluster does not have the StorageClass of a claim, the claim and the pods that use it stay Pending. You cannot change the class of a claim later.',
  remedy: 'Use a StorageClass of this cluster. If the manifests do not contain the class, declare it as external.',
  source: 'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#class-1',
  *run(context) {
    const kind = 'StorageClass'
    const ofTemplates = context.workloads.flatMap(({ object, volumes }) =>
      volumes.flatMap(({ type, source, pointer }) => {
        const name = stringOf(source.storageClassName)
        return type === 'claimTemplate' && name
          ? [{ object, kind, name, namespace: '', pointer: `${pointer}/spec/storageClassName` }]
          : []
      }),
    )
    const ofObjects = ['PersistentVolumeClaim', 'ObjectBucketClaim'].flatMap((claim) =>
      context.ofKind(claim).flatMap((object) => {
        const name = stringOf(mappingOf(contentOf(object).spec).storageClassName)
        return name ? [{ object, kind, name, namespace: '', pointer: '/spec/storageClassName' }] : []
      }),
    )
    yield* missingObjects(
      context,
      [...ofTemplates, ...ofObjects],
      ({ name }) => context.find(kind, '', name) !== undefined || context.external.has(kind, name),
    )
  },
} satisfies Check
