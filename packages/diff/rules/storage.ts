import { stringAt } from '@thanos-gitops/manifest'
import { type ChangeContext, type ChangeRule, inPlace, risk, type Verdict } from './rule.ts'

const core = 'pkg/apis/core/validation/validation.go'
const storage = 'pkg/apis/storage/validation/validation.go'

function claimSize({ change }: ChangeContext): Verdict {
  return inPlace(
    `The volume grows from ${String(change.before)} to ${String(change.after)} if its StorageClass sets allowVolumeExpansion: true. Otherwise the server answers 403 "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize".`,
  )
}

export const storageRules: Readonly<Record<string, readonly ChangeRule[]>> = {
  '/PersistentVolumeClaim': [
    {
      at: '/spec/storageClassName',
      verdict: ({ change }) =>
        change.before === undefined
          ? inPlace(
              'A claim without a class can get one while it waits for a default class. If the cluster has already filled in a class, another class is refused.',
            )
          : undefined,
      source: `${core}:2532-2611`,
    },
    {
      at: '/spec/resources/requests/storage',
      verdict: claimSize,
      source: `${core}:2532-2611; plugin/pkg/admission/storage/persistentvolume/resize/admission.go:75-113`,
    },
    {
      at: '/spec/volumeAttributesClassName',
      verdict: inPlace('A bound claim can change its attributes class. The CSI driver changes the volume.'),
      source: `${core}:2532-2611`,
    },
    {
      at: '/spec/volumeName',
      verdict: ({ change }) =>
        change.before === undefined ? inPlace('A claim can be bound to a volume by name once.') : undefined,
      source: `${core}:2532-2611`,
    },
  ],
  '/PersistentVolume': [
    {
      at: '/spec/persistentVolumeReclaimPolicy',
      verdict: ({ change }) =>
        change.after === 'Delete'
          ? risk('From now on, the volume is deleted together with its claim.')
          : inPlace('From now on, the volume is kept when its claim is deleted.'),
      source: 'pkg/controller/volume/persistentvolume',
    },
    ...['capacity', 'accessModes', 'mountOptions', 'storageClassName', 'claimRef', 'volumeAttributesClassName'].map(
      (field): ChangeRule => ({
        at: `/spec/${field}/**`,
        verdict: inPlace('It can change. Mounted volumes stay as they are.'),
        source: `${core}:2264-2299`,
      }),
    ),
  ],
  'storage.k8s.io/StorageClass': [
    {
      at: '/allowVolumeExpansion',
      verdict: ({ change }) =>
        inPlace(
          change.after === true
            ? 'From now on, claims of this class can grow.'
            : 'From now on, claims of this class cannot grow.',
        ),
      source: `${storage}:63-73`,
    },
    {
      at: '/metadata/annotations/storageclass.kubernetes.io~1is-default-class',
      verdict: inPlace('It sets the class of new claims that have none.'),
      source: 'plugin/pkg/admission/storage/storageclass/setdefault',
    },
    { at: '/**', verdict: inPlace('It applies to new volumes.'), source: `${storage}:63-73` },
  ],
  'storage.k8s.io/VolumeAttributesClass': [],
  'storage.k8s.io/CSIDriver': [],
  'objectbucket.io/ObjectBucketClaim': [
    {
      at: '/spec/**',
      verdict: ({ change, before }) =>
        change.before === undefined
          ? inPlace('The provisioner reads it when it creates the bucket. An existing bucket usually does not change.')
          : {
              class: 'outage',
              why: `The bucket of ${stringAt(before, 'metadata', 'name')} was created with the old value. Provisioners ignore the change or create another bucket: existing blocks stay in the old bucket.`,
            },
      source: 'github.com/kube-object-storage/lib-bucket-provisioner',
    },
  ],
}
