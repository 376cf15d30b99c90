import { nanoUnits, stringAt, valueAt } from '@thanos-gitops/manifest'
import { type ChangeContext, type ChangeRule, inPlace, jsonOf, minorOf, refused, risk, type Verdict } from './rule.ts'

const core = 'pkg/apis/core/validation/validation.go'
const storage = 'pkg/apis/storage/validation/validation.go'

const claimMessage =
  'spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims'

function claimSize({ change }: ChangeContext): Verdict {
  const [from, to] = [change.before, change.after].map((value) => nanoUnits(String(value ?? 0)) ?? 0n) as [
    bigint,
    bigint,
  ]
  if (to < from)
    return refused(
      'spec.resources.requests.storage: Forbidden: field can not be less than status.capacity',
      `A volume cannot shrink: ${String(change.before)} → ${String(change.after)}.`,
    )
  return inPlace(
    `The volume grows from ${String(change.before)} to ${String(change.after)} if its StorageClass sets allowVolumeExpansion: true. Otherwise the server answers 403 "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize".`,
  )
}

const classField = (field: string): ChangeRule => ({
  at: `/${field}/**`,
  verdict: ({ after, version }) =>
    minorOf(version) >= 36 || field === 'volumeBindingMode'
      ? refused(
          `${field}: Invalid value: ${jsonOf(valueAt(after, [field]))}: field is immutable`,
          `The field ${field} of a StorageClass cannot change. Create a class with another name.`,
        )
      : refused(
          `${field}: Forbidden: updates to ${field} are forbidden.`,
          `The field ${field} of a StorageClass cannot change. Create a class with another name.`,
        ),
  source: `${storage}:63-73`,
})

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
      at: '/spec/**',
      verdict: ({ mode }) =>
        mode === 'replace'
          ? refused(
              claimMessage,
              'A replace lacks the volumeName of a bound claim, so every change of the claim is refused.',
            )
          : undefined,
      source: 'run on 1.36.3; argo-cd#5882',
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
      at: '/spec/volumeMode',
      verdict: ({ change }) =>
        refused(
          `spec.volumeMode: Invalid value: ${jsonOf(change.after)}: field is immutable`,
          'The mode of a volume cannot change.',
        ),
      source: `${core}:2532-2611`,
    },
    {
      at: '/spec/volumeName',
      verdict: ({ change }) =>
        change.before === undefined ? inPlace('A claim can be bound to a volume by name once.') : undefined,
      source: `${core}:2532-2611`,
    },
    {
      at: '/spec/**',
      verdict: refused(claimMessage, 'The specification of a claim cannot change, except that its size can grow.'),
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
    {
      at: '/spec/volumeMode',
      verdict: ({ change }) =>
        refused(
          `volumeMode: Invalid value: ${jsonOf(change.after)}: field is immutable`,
          'The mode of a volume cannot change.',
        ),
      source: `${core}:2264-2299`,
    },
    {
      at: '/spec/nodeAffinity/**',
      verdict: ({ after }) =>
        refused(
          `nodeAffinity: Invalid value: ${jsonOf(valueAt(after, ['spec', 'nodeAffinity']))}: field is immutable, except for updating from beta label to GA`,
          'The node affinity of a volume cannot change.',
        ),
      source: `${core}:2264-2299`,
    },
    {
      at: '/spec/**',
      verdict: refused(
        'spec.persistentvolumesource: Forbidden: spec.persistentvolumesource is immutable after creation',
        'The source of a volume cannot change.',
      ),
      source: `${core}:2264-2299`,
    },
  ],
  'storage.k8s.io/StorageClass': [
    ...['parameters', 'provisioner', 'reclaimPolicy', 'volumeBindingMode'].map(classField),
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
  'storage.k8s.io/VolumeAttributesClass': [
    ...['parameters', 'driverName'].map(
      (field): ChangeRule => ({
        at: `/${field}/**`,
        verdict: refused(
          `${field}: Forbidden: updates to ${field} are forbidden.`,
          `The field ${field} of a VolumeAttributesClass cannot change. Create a class with another name.`,
        ),
        source: `${storage}:607-617`,
      }),
    ),
  ],
  'storage.k8s.io/CSIDriver': [
    ...['attachRequired', 'volumeLifecycleModes'].map(
      (field): ChangeRule => ({
        at: `/spec/${field}/**`,
        verdict: ({ after }) =>
          refused(
            `spec.${field}: Invalid value: ${jsonOf(valueAt(after, ['spec', field]))}: field is immutable`,
            `The field ${field} of a CSIDriver cannot change.`,
          ),
        source: `${storage}:398-407`,
      }),
    ),
  ],
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
