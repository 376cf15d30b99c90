// The procedures of environments/README.md and of other pages, and what they promise.
import { anotherNamespace } from './pages/another-namespace.ts'
import { anotherTool } from './pages/another-tool.ts'
import { lostCluster, removeCluster } from './pages/clusters.ts'
import { refusedAfterMerge, stuckWave, tryAgain } from './pages/failures.ts'
import { restartPods, revert, status, stopTool } from './pages/on-call.ts'
import { accessSecret, dashboardLogin, readPages } from './pages/other-pages.ts'
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
  dashboardLogin,
  accessSecret,
  readPages,
  anotherTool,
  anotherNamespace,
  removeCluster,
  lostCluster,
]
