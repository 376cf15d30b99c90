// Why pods do not start, from their states, their claims and their events.
import { labelOf } from '@thanos-gitops/manifest'
import type { LiveObject } from '../kubectl.ts'
import { describeCommand, kubectl } from './commands.ts'
import { workloadProblem } from './explain-workload.ts'
import { nextForMessages } from './next-for-message.ts'
import { belongsTo, type ContainerStatus, type Event, type Pod, type PodFacts, timeOf } from './pod-facts.ts'
import type { Problem, Step, Surroundings } from './problem.ts'

interface Cause {
  readonly reason: string
  readonly step: Step
}

/** One problem for each cause and workload. Pods that are ready, finished or being deleted have none. */
export function explainPods(facts: PodFacts, where: Surroundings): readonly Problem[] {
  const unready = facts.pods.filter((pod) => !isReady(pod))
  const caused = unready.flatMap((pod) => {
    const cause = causeOf(pod, facts, where)
    return cause === undefined ? [] : [{ pod, cause }]
  })
  const groups = Map.groupBy(caused, ({ pod, cause }) => `${workloadOf(pod)}\n${withoutNames(cause.reason, pod)}`)
  return [
    ...[...groups.values()].map((group) => podProblem(group, facts, where)),
    ...facts.workloads.flatMap((workload) => workloadProblem(workload, facts, unready, where)),
  ]
}

function podProblem(
  group: readonly { readonly pod: Pod; readonly cause: Cause }[],
  { workloads }: PodFacts,
  { context }: Surroundings,
): Problem {
  const { pod, cause } = group[0]!
  const others = group.slice(1).map(({ pod }) => pod.metadata.name)
  const starts = group.map(({ pod }) => unreadySince(pod)).filter((time) => time !== undefined)
  return {
    state: 'unhealthy',
    subject: labelOf(pod),
    reasons: [cause.reason, ...(others.length > 0 ? [`The same: ${others.join(', ')}`] : [])],
    ...(starts.length > 0 ? { since: starts.sort()[0]! } : {}),
    next: [cause.step, ...replacement(pod, workloads, context)],
  }
}

interface StatefulSet extends LiveObject {
  readonly spec?: { readonly podManagementPolicy?: string }
  readonly status?: { readonly updateRevision?: string }
}

/** A StatefulSet that starts its pods in order waits for a pod of an older revision as well, and does not replace it. */
function replacement(pod: Pod, workloads: readonly LiveObject[], context: string): readonly Step[] {
  const owner: StatefulSet | undefined = workloads.find(
    ({ kind, metadata: { name } }) =>
      kind === 'StatefulSet' && belongsTo(pod, name) && pod.metadata.name.startsWith(`${name}-`),
  )
  const revision = pod.metadata.labels?.['controller-revision-hash']
  const isOld =
    revision !== undefined && owner?.status?.updateRevision !== undefined && owner.status.updateRevision !== revision
  if (!isOld || owner.spec?.podManagementPolicy === 'Parallel') return []
  return [
    {
      text: 'A newer revision exists, and the StatefulSet waits for this pod before it replaces it. Delete it:',
      commands: [kubectl(context, pod.metadata.namespace, `delete pod ${pod.metadata.name}`)],
    },
  ]
}

const conditionOf = ({ status }: Pod, type: string) =>
  (status?.conditions ?? []).find((condition) => condition.type === type)

const isReady = (pod: Pod): boolean =>
  conditionOf(pod, 'Ready')?.status === 'True' ||
  pod.status?.phase === 'Succeeded' ||
  pod.metadata.deletionTimestamp !== undefined

const unreadySince = (pod: Pod): string | undefined =>
  conditionOf(pod, 'Ready')?.lastTransitionTime ?? pod.status?.startTime ?? pod.metadata.creationTimestamp

const workloadOf = ({ metadata }: Pod): string =>
  metadata.labels?.['app.kubernetes.io/name'] ?? metadata.ownerReferences?.[0]?.name ?? metadata.name

/** Pods of a workload have the same cause if only their names differ. */
const withoutNames = (text: string, { metadata: { name } }: Pod): string =>
  text.replaceAll(name, 'POD').replace(/\b[0-9a-f-]{36}\b/g, 'UID')

/** A container in one of these states is being started. */
const starting = ['ContainerCreating', 'PodInitializing']

function causeOf(pod: Pod, facts: PodFacts, where: Surroundings): Cause | undefined {
  const scheduled = conditionOf(pod, 'PodScheduled')
  if (scheduled?.status === 'False') return unscheduled(pod, scheduled.message ?? '', facts, where)
  const containers = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])]
  const waiting = containers.find(
    ({ state }) => state?.waiting !== undefined && !starting.includes(state.waiting.reason ?? ''),
  )
  if (waiting !== undefined) return waitingCause(pod, waiting, where)
  const warnings = warningsOf(facts, 'Pod', pod.metadata.name)
  const failed = warnings.find(({ reason }) => /^Failed|Unhealthy|BackOff|Evicted/.test(reason ?? ''))
  const describe: Step = { text: 'Read its state and events:', commands: [describeCommand(where.context, pod)] }
  if (failed !== undefined) {
    const text = `${failed.reason}: ${failed.message}`
    return { reason: text, step: missingReference(text, where) ?? nextForMessages([text]) ?? describe }
  }
  if (pod.status?.phase === 'Failed') return { reason: 'The pod has failed.', step: describe }
  const creating = containers.find(({ state }) => state?.waiting !== undefined)?.state?.waiting?.reason
  return { reason: creating ?? 'It runs and is not ready.', step: describe }
}

function unscheduled(pod: Pod, message: string, { claims, events }: PodFacts, where: Surroundings): Cause {
  const names = (pod.spec?.volumes ?? []).flatMap(({ persistentVolumeClaim: claim }) =>
    claim ? [claim.claimName] : [],
  )
  const pending = claims.find(({ metadata, status }) => names.includes(metadata.name) && status?.phase === 'Pending')
  const warning =
    pending &&
    events.find(({ involvedObject: of }) => of?.kind === 'PersistentVolumeClaim' && of.name === pending.metadata.name)
  if (pending !== undefined)
    return {
      reason: `Pending: the claim ${pending.metadata.name} is not bound${warning?.message ? `: ${warning.message}` : ` (${message})`}`,
      step: {
        text: 'Check that the StorageClass exists and provisions volumes; "Wrong storage class" in environments/README.md describes how to change it:',
        commands: [kubectl(where.context, undefined, 'get storageclass')],
      },
    }
  return {
    reason: `Pending: ${message || 'it is not scheduled'}`,
    step: {
      text: 'Add nodes, or reduce requests, replicas or the selection of nodes in a patch. The nodes:',
      commands: [kubectl(where.context, undefined, 'get nodes')],
    },
  }
}

function waitingCause(
  pod: Pod,
  { name, state, lastState, restartCount = 0 }: ContainerStatus,
  where: Surroundings,
): Cause {
  const { reason = '', message = '' } = state!.waiting!
  if (/Image|ErrImage/.test(reason))
    return {
      reason: `${name}: ${reason}: ${message}`,
      step: {
        text: `Correct the image in git (images in environments/${where.environment}/environment.yaml, or a revert), or make the registry reachable.`,
      },
    }
  if (reason === 'CrashLoopBackOff' || reason === 'RunContainerError') {
    const ended = lastState?.terminated
    const detail =
      ended === undefined ? message : `exit code ${ended.exitCode}${ended.reason ? `, ${ended.reason}` : ''}`
    return {
      reason: `${name}: ${reason} after ${restartCount} restarts: ${detail}${ended?.message ? `: ${ended.message.trim().split('\n').at(-1)}` : ''}`,
      step: {
        text:
          ended?.reason === 'OOMKilled'
            ? 'Raise the memory limit in a patch. Its last output:'
            : 'Read its last output:',
        commands: [
          kubectl(where.context, pod.metadata.namespace, `logs ${pod.metadata.name} --container ${name} --previous`),
        ],
      },
    }
  }
  const text = `${name}: ${reason}: ${message}`
  return {
    reason: text,
    step: missingReference(text, where) ?? {
      text: 'Read its state and events:',
      commands: [describeCommand(where.context, pod)],
    },
  }
}

/** The step for a Secret or ConfigMap that a pod needs and the namespace lacks. */
function missingReference(message: string, { environment }: Surroundings): Step | undefined {
  const found = /\b(secret|configmap) "([^"]+)" not found/i.exec(message)
  if (found === null) return undefined
  const [, kind, name] = found
  return kind!.toLowerCase() === 'secret'
    ? {
        text: `The Secret ${name} does not exist. Create it: the pages in environments/ describe the Secrets of the bucket, of the repository and of receivers. The pod starts when it exists.`,
      }
    : {
        text: `The ConfigMap ${name} does not exist. If git has it in environments/${environment}/manifests, the wave before this pod is not applied.`,
      }
}

const warningsOf = ({ events }: PodFacts, kind: string, name: string): readonly Event[] =>
  events
    .filter(({ involvedObject: of }) => of?.kind === kind && of.name === name)
    .sort((a, b) => (timeOf(a) < timeOf(b) ? 1 : -1))
