import type { ToolState } from './delivery-rig.ts'

/** The controllers of a delivery tool, which run next to a cluster. */
export interface DeliveryTool {
  /** Makes the tool read the repository now instead of at its next interval. */
  refresh(): Promise<void>
  /** Makes the tool compare everything of an environment with git again, and waits until it has. */
  reconcile(environment: string): Promise<void>
  /** What the tool reports about an environment. */
  state(environment: string): Promise<ToolState>
  /** Throws if a controller has ended. */
  check(): void
  /** Ends the controllers; the objects stay. */
  stop(): Promise<void>
}

export interface Condition {
  readonly type: string
  readonly status?: string
  readonly reason?: string
  readonly message?: string
}
