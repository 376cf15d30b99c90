import type { Check } from '../engine/check.ts'

export const mountsDoNotOverlap = {
  name: 'mounts-do-not-overlap',
  question: 'acceptance',
  severity: 'error',
  // A mount inside another one is valid: the kubelet creates the directory for it (kubernetes, pkg/volume/util/nested_volumes.go).
  why: 'The API server refuses a pod that mounts two volumes at the same path. For a StatefulSet, the error appears only when its controller creates the pods.',
  remedy: 'Mount each volume at its own path. To combine several ConfigMaps in one directory, use a projected volume.',
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
            message: `container ${container} mounts the volumes ${other.name} and ${name} at the same path, ${path}.`,
          }
        }
    }
  },
} satisfies Check
