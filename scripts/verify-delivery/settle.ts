import { sleep } from 'zx'
import type { PodLog, ToolState } from './delivery-rig.ts'

export interface Observed {
  state(): Promise<ToolState>
  /** Throws if a controller has ended. */
  check(): void
  readonly pods: PodLog
}

const seconds = 1000
/** How long a synced state must last: Argo CD reports the comparison of a commit before the operation that it starts. */
const synced = 2 * seconds
/** How long a failure must last. */
const failed = 6 * seconds
/** How long nothing may happen while the tool waits. */
const waiting = 25 * seconds

/**
 * Waits until the tool has applied a commit and everything is healthy, or until a failure lasts, or until nothing happens any more.
 * Returns what the tool reports then.
 */
export async function settle(observed: Observed, commit: string, limit = 180): Promise<ToolState> {
  const deadline = Date.now() + limit * seconds
  let last = ''
  let since = Date.now()
  for (;;) {
    observed.check()
    const state = await observed.state()
    const seen = JSON.stringify([state, observed.pods.mark()])
    if (seen !== last) since = Date.now()
    last = seen
    const unchanged = Date.now() - since
    if (unchanged >= quietTime(state, commit) || Date.now() > deadline) return state
    await sleep(500)
  }
}

function quietTime(state: ToolState, commit: string): number {
  if (state.isSynced && state.isHealthy && state.revision === commit) return synced
  return state.isFailed ? failed : waiting
}
