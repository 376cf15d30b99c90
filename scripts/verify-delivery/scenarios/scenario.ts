import type { DeliveryRig, GitHost, Tool } from '../delivery-rig.ts'

/** What an edit may use. */
export interface EditContext {
  /** The folder of the clone. */
  readonly clone: string
  readonly host: GitHost
  /** The tool that syncs the environment. */
  readonly tool: Tool
  /** The commit in whose state every scenario starts and ends. */
  readonly start: string
}

/** An edit of the sources, as a person makes it. It throws if it changes nothing. */
export type Edit = (context: EditContext) => void | Promise<void>

/** A change that a pull request makes to an environment. */
export interface Scenario {
  /** For `--scenario`. */
  readonly name: string
  /** The change, for the table. */
  readonly change: string
  readonly edit: Edit
  /** A change that is merged and synced before. */
  readonly prepare?: Edit
  /** Whether the sync of the prepared change fails, and the change of the scenario arrives during its retries. */
  readonly preparationFails?: boolean
  /** What the cluster has before the change, although no manifest creates it. */
  readonly provide?: (rig: DeliveryRig) => Promise<void>
  /** Pods with an image that contains this substring never become ready while the change is applied. */
  readonly brokenImage?: string
  /** Whether the change is made to a fleet, in the part `environments`. */
  readonly isOfFleet?: boolean
  /** Default: both. */
  readonly tools?: readonly Tool[]
  /** Proves, after the change is synced, what pods and objects do not show. */
  readonly proof?: (rig: DeliveryRig) => Promise<void>
  /** Steps after the revert is pushed, without which the start state does not return. */
  readonly restore?: (rig: DeliveryRig) => Promise<void>
  /** Removes what the change left behind, when the start state has returned. */
  readonly cleanUp?: (rig: DeliveryRig) => Promise<void>
}
