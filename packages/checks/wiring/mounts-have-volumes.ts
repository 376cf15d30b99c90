import { nearest } from '@thanos-gitops/manifest'
import type { Check } from '../engine/check.ts'

export const mountsHaveVolumes = {
  name: 'mounts-have-volumes',
  severity: 'error',
  why: 'The API server refuses a pod that mounts a volume it does not have. For the pods of a StatefulSet it does so only when they are made, long after the apply.',
  remedy: 'Add the volume to the pod, or remove the mount.',
  source: 'https://kubernetes.io/docs/concepts/storage/volumes/#how-volumes-work',
  *run({ containers }) {
    for (const { name: container, mounts, workload } of containers)
      for (const { name, mountPath, pointer } of mounts) {
        const volumes = workload.volumes.map((volume) => volume.name)
        if (volumes.includes(name)) continue
        const near = nearest(name, volumes)
        yield {
          object: workload.object,
          pointer: `${pointer}/name`,
          message: `container ${container} mounts ${name} at ${mountPath}, and the pod has no such volume.`,
          ...(near === undefined ? {} : { remedy: `Did you mean ${near}?` }),
        }
      }
  },
} satisfies Check
