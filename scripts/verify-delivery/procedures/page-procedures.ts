// The procedures of environments/README.md, and what they promise.
import { anotherNamespace } from './pages/another-namespace.ts'
import { anotherTool } from './pages/another-tool.ts'
import { lostCluster, removeCluster } from './pages/clusters.ts'
import { refusedAfterMerge, stuckWave, tryAgain } from './pages/failures.ts'
import { restartPods, revert, status, stopTool } from './pages/on-call.ts'
import { lostCredentials, receiverSecrets } from './pages/secrets.ts'
import type { Procedure } from './procedure.ts'

/** In this order: the last ones leave another cluster than they find. */
export const pageProcedures: readonly Procedure[] = [
  status,
  revert,
  stopTool,
  restartPods,
  refusedAfterMerge,
  stuckWave,
  tryAgain,
  lostCredentials,
  receiverSecrets,
  anotherTool,
  anotherNamespace,
  removeCluster,
  lostCluster,
]
