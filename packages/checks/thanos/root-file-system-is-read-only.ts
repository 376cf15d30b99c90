import { mappingOf } from '@thanos-gitops/manifest'
import { type Container, programTitle } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { programsIn } from '../engine/programs.ts'
import { inContainer } from './places.ts'

const claimTypes = new Set(['claimTemplate', 'persistentVolumeClaim', 'ephemeral'])

export const rootFileSystemIsReadOnly: Check = {
  name: 'root-file-system-is-read-only',
  id: 'TH040',
  question: 'security',
  severity: 'warning',
  why: 'These programs write only to their volumes, so a writable root file system helps only an attacker. Without fsGroup, a volume belongs to root, and another user cannot write to it.',
  remedy: 'Set readOnlyRootFilesystem: true, and set fsGroup for a pod with a claim.',
  source:
    'https://github.com/thanos-io/kube-thanos, https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
  *run(context) {
    yield* writableByChoice(context)
    const seen = new Set()
    for (const program of programsIn(context)) {
      const { container } = program
      const { workload } = container
      if (mappingOf(container.fields.securityContext).readOnlyRootFilesystem !== true)
        yield { ...inContainer(container), message: `${programTitle(program)} can write to its root file system.` }
      const { fsGroup, runAsUser } = mappingOf(workload.podSpec.securityContext)
      if (!hasClaim(container) || seen.has(workload) || fsGroup !== undefined || runAsUser === 0) continue
      seen.add(workload)
      yield {
        object: workload.object,
        pointer: `${workload.podPointer}/securityContext`,
        message: `${programTitle(program)} cannot write to its claim, because fsGroup is not set.`,
      }
    }
  },
}

/** Other programs can need a writable file system: only an explicit choice is reported. */
function* writableByChoice(context: CheckContext): Iterable<Problem> {
  const known = new Set(programsIn(context).map(({ container }) => container))
  for (const container of context.containers)
    if (!known.has(container) && mappingOf(container.fields.securityContext).readOnlyRootFilesystem === false)
      yield {
        ...inContainer(container, 'securityContext', 'readOnlyRootFilesystem'),
        message: `container ${container.name} sets readOnlyRootFilesystem: false.`,
        remedy: 'Set readOnlyRootFilesystem: true, and mount an emptyDir at each folder to which the program writes.',
      }
}

const hasClaim = ({ workload, mounts }: Container): boolean =>
  workload.volumes.some(({ type, name }) => claimTypes.has(type) && mounts.some((mount) => mount.name === name))
