import type { ToolState } from './delivery-rig.ts'

/** What the webhook of a Git host reports. */
export interface Push {
  readonly repository: string
  readonly branch: string
  readonly before: string
  readonly after: string
  /** The changed files, relative to the repository. */
  readonly files: readonly string[]
}

/** The controllers of a delivery tool, which run next to a cluster. */
export interface DeliveryTool {
  /** Makes the tool read the repository now instead of at its next interval. */
  refresh(): Promise<void>
  /** Reports a push, as the webhook of a Git host does. */
  receivePush(push: Push): Promise<void>
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
