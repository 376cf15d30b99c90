import { nanoUnits, valueAt } from '@thanos-gitops/manifest'
import { textAt } from '../world.ts'
import { type Context, inPlace, type Rule, refused, shown, type Verdict } from './rule.ts'

const core = 'pkg/apis/core/validation/validation.go'
const storage = 'pkg/apis/storage/validation/validation.go'

const claimMessage =
  'spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims'

function claimSize({ change }: Context): Omit<Verdict, 'source'> {
  const [from, to] = [change.before, change.after].map((value) => nanoUnits(String(value ?? 0)) ?? 0n) as [
    bigint,
    bigint,
  ]
  if (to < from)
    return refused(
      'spec.resources.requests.storage: Forbidden: field can not be less than status.capacity',
      `A volume cannot become smaller: ${String(change.before)} → ${String(change.after)}.`,
    )
  return inPlace(
    `The volume grows from ${String(change.before)} to ${String(change.after)}, if its StorageClass has allowVolumeExpansion: true; otherwise the server answers 403 "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize".`,
  )
}

const classField = (field: string): Rule => ({
  at: `/${field}/**`,
  verdict: ({ after, version }) =>
    Number(version.split('.')[1]) >= 36 || field === 'volumeBindingMode'
      ? refused(
          `${field}: Invalid value: ${shown(valueAt(after, [field]))}: field is immutable`,
          `${field} of a StorageClass cannot change. Make a class with another name.`,
        )
      : refused(
          `${field}: Forbidden: updates to ${field} are forbidden.`,
          `${field} of a StorageClass cannot change. Make a class with another name.`,
        ),
  source: `${storage}:63-73`,
})

export const storageRules: Readonly<Record<string, readonly Rule[]>> = {
  '/PersistentVolumeClaim': [
    {
      at: '/spec/storageClassName',
      verdict: ({ change }) =>
        change.before === undefined
          ? inPlace(
              'A claim without a class may get one once, as long as it waits for a default class; where the cluster has filled one in, another is refused.',
            )
          : undefined,
      source: `${core}:2532-2611`,
    },
    {
      at: '/spec/**',
      verdict: ({ mode }) =>
        mode === 'replace'
          ? refused(
              'spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims',
              'A replace lacks the volumeName that a bound claim has, so every change of it is refused.',
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
      verdict: inPlace('A bound claim may change its attributes class; the CSI driver changes the volume.'),
      source: `${core}:2532-2611`,
    },
    {
      at: '/spec/volumeMode',
      verdict: ({ change }) =>
        refused(
          `spec.volumeMode: Invalid value: ${shown(change.after)}: field is immutable`,
          'A volume keeps its mode.',
        ),
      source: `${core}:2532-2611`,
    },
    {
      at: '/spec/volumeName',
      verdict: ({ change }) =>
        change.before === undefined ? inPlace('A claim may be bound to a volume by name once.') : undefined,
      source: `${core}:2532-2611`,
    },
    {
      at: '/spec/**',
      verdict: refused(claimMessage, 'A claim keeps its specification; only its size may grow.'),
      source: `${core}:2532-2611`,
    },
  ],
  '/PersistentVolume': [
    {
      at: '/spec/persistentVolumeReclaimPolicy',
      verdict: ({ change }) =>
        inPlace(
          change.after === 'Delete'
            ? 'From now on the volume is deleted together with its claim.'
            : 'The volume outlives its claim from now on.',
        ),
      source: 'pkg/controller/volume/persistentvolume',
    },
    ...['capacity', 'accessModes', 'mountOptions', 'storageClassName', 'claimRef', 'volumeAttributesClassName'].map(
      (field): Rule => ({
        at: `/spec/${field}/**`,
        verdict: inPlace('It may change; what is mounted stays as it is.'),
        source: `${core}:2264-2299`,
      }),
    ),
    {
      at: '/spec/volumeMode',
      verdict: ({ change }) =>
        refused(`volumeMode: Invalid value: ${shown(change.after)}: field is immutable`, 'A volume keeps its mode.'),
      source: `${core}:2264-2299`,
    },
    {
      at: '/spec/nodeAffinity/**',
      verdict: ({ after }) =>
        refused(
          `nodeAffinity: Invalid value: ${shown(valueAt(after, ['spec', 'nodeAffinity']))}: field is immutable, except for updating from beta label to GA`,
          'A volume stays where it is.',
        ),
      source: `${core}:2264-2299`,
    },
    {
      at: '/spec/**',
      verdict: refused(
        'spec.persistentvolumesource: Forbidden: spec.persistentvolumesource is immutable after creation',
        'A volume keeps its source.',
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
            ? 'Claims of this class may grow from now on.'
            : 'Claims of this class cannot grow from now on.',
        ),
      source: `${storage}:63-73`,
    },
    {
      at: '/metadata/annotations/storageclass.kubernetes.io~1is-default-class',
      verdict: inPlace('It decides which class new claims without one get.'),
      source: 'plugin/pkg/admission/storage/storageclass/setdefault',
    },
    { at: '/**', verdict: inPlace('New volumes follow it.'), source: `${storage}:63-73` },
  ],
  'storage.k8s.io/VolumeAttributesClass': [
    ...['parameters', 'driverName'].map(
      (field): Rule => ({
        at: `/${field}/**`,
        verdict: refused(
          `${field}: Forbidden: updates to ${field} are forbidden.`,
          `${field} of a VolumeAttributesClass cannot change. Make a class with another name.`,
        ),
        source: `${storage}:607-617`,
      }),
    ),
  ],
  'storage.k8s.io/CSIDriver': [
    ...['attachRequired', 'volumeLifecycleModes'].map(
      (field): Rule => ({
        at: `/spec/${field}/**`,
        verdict: ({ after }) =>
          refused(
            `spec.${field}: Invalid value: ${shown(valueAt(after, ['spec', field]))}: field is immutable`,
            `${field} of a CSIDriver cannot change.`,
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
          ? inPlace('The provisioner reads it when it makes the bucket; one that exists mostly stays as it is.')
          : {
              class: 'outage',
              why: `The bucket of ${textAt(before, 'metadata', 'name')} was made with the old value. Provisioners ignore the change, or make another bucket: blocks stay behind in the old one.`,
            },
      source: 'github.com/kube-object-storage/lib-bucket-provisioner',
    },
  ],
}
