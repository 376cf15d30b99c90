import type { Container, Volume, Workload } from '@thanos-gitops/workloads'
import type { Check, Problem } from '../engine/check.ts'
import { lineOf } from '../engine/line-of.ts'
import { type Amount, amountOf, resourceOf } from '../thanos/resources.ts'

export const volumesFitTheLimits: Check = {
  name: 'volumes-fit-the-limits',
  question: 'limits',
  severity: 'warning',
  why: 'Files on an emptyDir in memory count as memory of the container that writes them, which is killed above its limit. Files on any other emptyDir count as ephemeral storage, and the kubelet evicts a pod that uses more than its limit.',
  remedy: 'Set sizeLimit of the volume below the limit of the container.',
  source: 'https://kubernetes.io/docs/concepts/storage/volumes/#emptydir',
  *run(context) {
    for (const workload of context.workloads)
      for (const volume of workload.volumes) if (volume.type === 'emptyDir') yield* volumeProblems(workload, volume)
  },
}

function* volumeProblems(workload: Workload, volume: Volume): Iterable<Problem> {
  const isMemory = volume.source.medium === 'Memory'
  const place = { object: workload.object, pointer: `${volume.pointer}/emptyDir` }
  const size = amountOf(volume.source.sizeLimit, { ...place, pointer: `${place.pointer}/sizeLimit` })
  if (size === undefined) return
  const users = workload.containers.filter(({ mounts }) => mounts.some(({ name }) => name === volume.name))
  for (const container of users) {
    const limit = resourceOf(container, 'limits', isMemory ? 'memory' : 'ephemeral-storage')
    if (limit !== undefined && size.value > limit.value) yield tooLarge(volume, container, size, limit, isMemory)
  }
}

const tooLarge = (volume: Volume, container: Container, size: Amount, limit: Amount, isMemory: boolean): Problem => ({
  ...size.place,
  message: `the volume ${volume.name} can have ${size.text}, but the ${isMemory ? 'memory' : 'ephemeral-storage'} limit of container ${container.name} is ${limit.text} (${lineOf(limit.place)}).`,
  remedy: `Set sizeLimit below ${limit.text}, or raise the limit.`,
})
