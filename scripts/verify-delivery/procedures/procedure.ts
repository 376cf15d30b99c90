import type { Execution } from './execution.ts'

/** A procedure, and what it promises. */
export interface Procedure {
  readonly name: string
  /** The identifiers of the runbooks whose commands it runs. */
  readonly runbooks?: readonly string[]
  /** Throws if a command fails, and records broken promises in the execution. */
  readonly run: (execution: Execution) => Promise<void>
}
