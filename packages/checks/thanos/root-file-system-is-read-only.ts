import { mappingOf } from '@thanos-gitops/manifest'
import { programTitle } from '@thanos-gitops/workloads'
import type { Check } from '../engine/check.ts'
import { programsIn } from '../engine/programs.ts'
import { inContainer } from './places.ts'

const durable = new Set(['claimTemplate', 'persistentVolumeClaim', 'ephemeral'])

export const rootFileSystemIsReadOnly: Check = {
  name: 'root-file-system-is-read-only',
  id: 'TH040',
  severity: 'warning',
  why: 'These programs write to their volumes only; whoever breaks in should be able to write nowhere else. A claim that belongs to root cannot be written by a user without fsGroup.',
  remedy: 'Set readOnlyRootFilesystem: true, and fsGroup of a pod with a claim.',
  source:
    'https://github.com/thanos-io/kube-thanos, https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
  *run(context) {
    const seen = new Set()
    for (const program of programsIn(context)) {
      const { container } = program
      const { workload } = container
      if (mappingOf(container.fields.securityContext).readOnlyRootFilesystem !== true)
        yield { ...inContainer(container), message: `${programTitle(program)} may write to its root file system.` }
      const hasClaim = workload.volumes.some(
        ({ type, name }) => durable.has(type) && container.mounts.some((mount) => mount.name === name),
      )
      const { fsGroup, runAsUser } = mappingOf(workload.podSpec.securityContext)
      if (!hasClaim || seen.has(workload) || fsGroup !== undefined || runAsUser === 0) continue
      seen.add(workload)
      yield {
        object: workload.object,
        pointer: `${workload.podPointer}/securityContext`,
        message: `no fsGroup lets ${programTitle(program)} write to its claim.`,
      }
    }
  },
}
