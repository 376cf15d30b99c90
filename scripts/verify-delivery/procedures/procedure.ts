import type { Tool } from '../delivery-rig.ts'
import type { Execution } from './execution.ts'

/** A procedure, and what it promises. */
export interface Procedure {
  readonly name: string
  /** The identifiers of the runbooks that it carries out, for a tool or for both. */
  readonly runbooks?: (tool?: Tool) => readonly string[]
  /** Throws if a command fails, and records broken promises in the execution. */
  readonly run: (execution: Execution) => Promise<void>
}
