// How long a change takes, and what a reconciliation costs the API server.
import type { RunPart } from '../part.ts'
import { measurePush } from './push.ts'
import { measureReconciliation } from './reconciliation.ts'

export const runMeasurements: RunPart = async (context) => {
  const rig = await context.rig()
  await measureReconciliation(rig, context.report)
  await measurePush(rig, context.report)
}
