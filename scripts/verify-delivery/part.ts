import type { DeliveryRig, Tool } from './delivery-rig.ts'
import type { PlannedScenario } from './scenarios/planned-scenario.ts'

/** The result of one check of a part: a scenario, a procedure, an environment. */
export interface PartResult {
  readonly title: string
  /** Empty if the check passed. */
  readonly problems: readonly string[]
  /** What was measured, by its name. The last output of `npm run verify:delivery` is a table of all figures. */
  readonly figures?: Readonly<Record<string, string>>
}

/** What a part of `npm run verify:delivery` gets. */
export interface PartContext {
  readonly tool: Tool
  /** Only the checks whose titles contain this text, if it is set. */
  readonly match: string | undefined
  /** Whether scenarios run of which nothing changed since their recorded result. */
  readonly again: boolean
  /** The scenarios that need not run. Empty if the part `scenarios` is not chosen. */
  readonly scenarios: readonly PlannedScenario[]
  /** How many environments the part `commits` creates. */
  readonly environments: number
  /** A rig with `production`, synced and healthy, that all parts of a lane share. Each but the last leaves it in the state in which it was. */
  rig(): Promise<DeliveryRig>
  /** Prints and counts the result of one check. */
  report(result: PartResult): void
}

/** A part of `npm run verify:delivery`, which runs once for each tool. */
export type RunPart = (context: PartContext) => Promise<void>
