// Workloads that lack pods: what refuses them.
import { labelOf } from '@thanos-gitops/manifest'
import { podCountsOf } from '../health.ts'
import type { LiveObject } from '../kubectl.ts'
import { describeCommand } from './commands.ts'
import { nextForMessages } from './next-for-message.ts'
import { belongsTo, type Pod, type PodFacts, timeOf } from './pod-facts.ts'
import type { Problem, Surroundings } from './problem.ts'

interface Workload extends LiveObject {
  readonly spec?: { readonly replicas?: number }
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[]
  }
}

/** For a workload that lacks pods, or whose pods are not the cause. */
export function workloadProblem(
  object: LiveObject,
  facts: PodFacts,
  unready: readonly Pod[],
  where: Surroundings,
): readonly Problem[] {
  const workload: Workload = object
  const { name } = workload.metadata
  const { wanted, existing, ready, updated } = podCountsOf(workload)
  const { conditions = [] } = workload.status ?? {}
  if (ready >= wanted && updated >= wanted) return []
  if (existing >= wanted && unready.some((pod) => belongsTo(pod, name))) return []
  const failed = facts.events
    .filter(
      ({ reason, involvedObject: of }) =>
        reason === 'FailedCreate' && (of?.name === name || of?.name.startsWith(`${name}-`)),
    )
    .sort((a, b) => (timeOf(a) < timeOf(b) ? 1 : -1))[0]
  const condition = conditions.find(
    ({ type, status }) =>
      (type === 'ReplicaFailure' && status === 'True') || (type === 'Progressing' && status === 'False'),
  )
  const cause = failed?.message ?? condition?.message
  return [
    {
      state: 'unhealthy',
      subject: labelOf(workload),
      reasons: [
        `${ready} of ${wanted} ready${updated < wanted ? `, ${updated} updated` : ''}`,
        ...(cause === undefined ? [] : [cause]),
      ],
      ...(failed === undefined ? {} : { since: failed.firstTimestamp ?? timeOf(failed) }),
      next: [
        nextForMessages(cause === undefined ? [] : [cause]) ?? {
          text: 'Read its state and events:',
          commands: [describeCommand(where.context, workload)],
        },
      ],
    },
  ]
}
