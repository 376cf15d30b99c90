import type { Tool } from '../delivery-rig.ts'
import type { Observation, Prediction } from './effects.ts'

/** A scenario with one tool. */
export interface ToolResult {
  readonly predicted: Prediction
  readonly observed: Observation
  /** Where the observation differs from the prediction. */
  readonly disagreements: readonly string[]
  /** From the push until the tool was done and no pod changed any more. */
  readonly seconds: number
  /** What the tool reported. */
  readonly message: string
}

export interface ScenarioResult {
  readonly name: string
  readonly change: string
  readonly tools: Readonly<Partial<Record<Tool, ToolResult>>>
}

/** The content of `results.json`, from which the table is written. */
export interface Results {
  /** `2026-11-26` */
  readonly date: string
  /** Of Argo CD, Flux' controllers and Kubernetes. */
  readonly versions: Readonly<Record<string, string>>
  readonly scenarios: readonly ScenarioResult[]
}
