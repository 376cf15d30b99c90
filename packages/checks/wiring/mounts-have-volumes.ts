import { didYouMean } from '@thanos-gitops/manifest'
import type { Check } from '../engine/check.ts'

export const mountsHaveVolumes = {
  name: 'mounts-have-volumes',
  question: 'references',
  severity: 'error',
  why: 'The API server refuses a pod that mounts an undefined volume. For a StatefulSet, the error appears only when its controller creates the pods, after the apply.',
  remedy: 'Add the volume to the pod, or remove the mount.',
  source: 'https://kubernetes.io/docs/concepts/storage/volumes/#how-volumes-work',
  *run({ containers }) {
    for (const { name: container, mounts, workload } of containers)
      for (const { name, mountPath, pointer } of mounts) {
        const volumes = workload.volumes.map((volume) => volume.name)
        if (volumes.includes(name)) continue
        const suggestion = didYouMean(name, volumes)
        yield {
          object: workload.object,
          pointer: `${pointer}/name`,
          message: `container ${container} mounts the volume ${name} at ${mountPath}, but the pod does not define this volume.`,
          ...(suggestion === undefined ? {} : { remedy: suggestion }),
        }
      }
  },
} satisfies Check
