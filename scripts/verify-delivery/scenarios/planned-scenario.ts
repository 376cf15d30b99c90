import type { Tool } from '../delivery-rig.ts'
import type { RecordedResult } from './recorded-results.ts'

/** JSON: the process of a lane gets it from its parent process. */
export interface PlannedScenario {
  readonly tool: Tool
  readonly name: string
  /** A hash of the objects in git before and after the change, of the programs, and of the code that carries it out. Empty if the edit fails. */
  readonly key: string
  /** The recorded result with the prediction of today. Undefined if the scenario must run. */
  readonly result?: RecordedResult | undefined
}
