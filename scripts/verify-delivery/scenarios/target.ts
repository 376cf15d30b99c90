import type { DeliveryRig, ToolState } from '../delivery-rig.ts'
import { until } from '../processes.ts'

/** The part of a rig that a change needs. */
export type Target = Pick<
  DeliveryRig,
  'tool' | 'clone' | 'environment' | 'namespace' | 'client' | 'pods' | 'host' | 'push' | 'settle' | 'breakImage'
>

/** Whether the tool has applied a commit, and everything is healthy. */
export const isComplete = ({ isSynced, isHealthy, isFailed, revision }: ToolState, commit: string): boolean =>
  isSynced && isHealthy && !isFailed && revision === commit

/** How long a tool may take until it reads a commit, in milliseconds. */
const readTime = 90_000

/**
 * Waits until the tool has applied a commit, or cannot. A failure counts if it is one of this commit, and if Argo CD's first
 * retry fails as well: an Application that is updated in the same commit can be synced before its AppProject.
 */
export async function settled(target: Target, commit: string): Promise<ToolState> {
  const deadline = Date.now() + readTime
  for (;;) {
    const state = await target.settle(commit)
    const isOther = state.attempted !== commit
    const isRetried =
      state.isFailed && (isOther ? /Retrying / : /Retrying (attempt #1 |operation )/).test(state.message)
    const isUnread = isOther && state.revision !== commit
    if ((!isRetried && !isUnread) || Date.now() > deadline) return state
  }
}

/** Waits until each pod that is being deleted is gone, and no event has arrived for a second. */
export async function podsAreQuiet({ pods }: Target, mark: number): Promise<void> {
  let seen = -1
  let quietSince = Date.now()
  await until('no pod changes', async () => {
    const events = pods.since(mark)
    if (events.length !== seen) {
      seen = events.length
      quietSince = Date.now()
      return undefined
    }
    const gone = new Set(events.filter(({ kind }) => kind === 'deleted').map(({ uid }) => uid))
    const isEnding = events.some(({ kind, uid }) => kind === 'deleting' && !gone.has(uid))
    return !isEnding && Date.now() - quietSince >= 1000 ? true : undefined
  })
}
