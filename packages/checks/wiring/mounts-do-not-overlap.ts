import type { Check } from '../engine/check.ts'

export const mountsDoNotOverlap = {
  name: 'mounts-do-not-overlap',
  severity: 'error',
  // One inside another is well: the kubelet makes the folder for it (kubernetes, pkg/volume/util/nested_volumes.go).
  why: 'The API server refuses a pod that mounts two volumes at one path. For the pods of a StatefulSet it does so only when they are made.',
  remedy: 'Give each volume a path of its own; put several ConfigMaps into one folder with a projected volume.',
  source: 'https://kubernetes.io/docs/concepts/storage/projected-volumes/',
  *run({ containers }) {
    for (const { name: container, mounts, workload } of containers) {
      const paths = mounts.map((mount) => ({ ...mount, path: mount.mountPath.replace(/\/+$/, '') || '/' }))
      for (const [index, { path, name, pointer }] of paths.entries())
        for (const [otherIndex, other] of paths.entries()) {
          if (otherIndex >= index || other.path !== path) continue
          yield {
            object: workload.object,
            pointer: `${pointer}/mountPath`,
            message: `container ${container} mounts ${other.name} and ${name} at the same path ${path}.`,
          }
        }
    }
  },
} satisfies Check
