import type { Tool } from '../delivery-rig.ts'
import type { RecordedResult } from './recorded-results.ts'

/** A scenario that need not run. JSON: the process of a lane gets it from its parent process. */
export interface PlannedScenario {
  readonly tool: Tool
  readonly name: string
  /** The recorded result with the prediction of today. */
  readonly result: RecordedResult
}
