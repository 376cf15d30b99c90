// A cluster with a delivery tool, a Git host and a clone of this repository, for verifications that push changes and observe pods.
import type { Kubectl } from '../kubectl.ts'
import type { ApiClient } from './api-client.ts'

export type Tool = 'argo-cd' | 'flux'
export const tools = ['argo-cd', 'flux'] as const satisfies readonly Tool[]

/** An object as the tool reports it. */
export interface ObjectState {
  /** `StatefulSet/prometheus` */
  readonly label: string
  /** Argo CD: Synced, OutOfSync or Unknown, or SyncFailed of the last operation. Flux: Ready, NotReady or Unknown. */
  readonly status: string
  /** Argo CD's health; of Flux, the reason of the Ready condition. Empty if the tool reports none. */
  readonly health: string
  readonly message: string
}

/** What the tool reports about the environment. */
export interface ToolState {
  readonly isSynced: boolean
  readonly isHealthy: boolean
  /** The last operation failed, or is retried after a failure. */
  readonly isFailed: boolean
  /** The commit that the tool applied last. */
  readonly revision: string
  /** The commit that the tool applies now or tried last. */
  readonly attempted: string
  /** The messages of operations and conditions, one in a line. */
  readonly message: string
  /** Argo CD: the objects of the applications. Flux: the Kustomizations and the GitRepository. */
  readonly objects: readonly ObjectState[]
  /** Labels of objects that git changed and the tool has not applied because of another object. */
  readonly blocked: readonly string[]
}

export type PodEventKind = 'created' | 'ready' | 'deleting' | 'deleted'

export interface PodEvent {
  readonly pod: string
  readonly namespace: string
  readonly uid: string
  readonly kind: PodEventKind
  readonly at: Date
}

/** What happened to pods, in order. */
export interface PodLog {
  /** The position after the last event. */
  mark(): number
  since(mark: number): readonly PodEvent[]
}

/** The Git host of the clone's origin. Each path `http://127.0.0.1:PORT/NAME.git` leads to the same repository. */
export interface GitHost {
  /** The address that `environments/delivery.yaml` of the clone sets at the start. */
  readonly url: string
  /** Another address of the same repository. */
  addressOf(name: string): string
  /** Paths of this name are not found from now on; undefined serves all. */
  close(name: string | undefined): Promise<void>
  /** Requires HTTP basic authentication for each read from now on; undefined requires none. */
  requireCredentials(credentials: { readonly username: string; readonly password: string } | undefined): Promise<void>
}

/** A request of a controller of the delivery tool to the API server. */
export interface ToolRequest {
  /** The name of the program. */
  readonly program: string
  readonly verb: string
  readonly resource: string
}

/** The requests of the delivery tool, without watches. */
export interface RequestLog {
  /** The position after the last request. */
  mark(): number
  since(mark: number): readonly ToolRequest[]
}

export interface DeliveryRig {
  readonly tool: Tool
  /** `production` */
  readonly environment: string
  /** Working clone of this repository, with its environments. Its origin is the Git host of the rig. */
  readonly clone: string
  /** The kubectl context. KUBECONFIG of this process is set. */
  readonly context: string
  readonly kubectl: Kubectl
  /** Requests to the API server without a process for each of them. */
  readonly client: ApiClient
  readonly namespace: string
  readonly host: GitHost
  readonly pods: PodLog
  readonly requests: RequestLog
  /** Commits all changes of the clone (an empty commit if there are none), pushes, and makes the tool read the repository now. Returns the commit. */
  push(message: string): Promise<string>
  /** Waits until the tool reports the commit as applied and healthy, or as failed or blocked for a while. */
  settle(commit: string, seconds?: number): Promise<ToolState>
  state(): Promise<ToolState>
  /** Makes the tool compare everything of the environment with git again, and waits until it has. */
  reconcile(): Promise<void>
  /** Pods with an image that contains this substring never become ready. */
  breakImage(part: string): void
  repairImage(part: string): void
  /** Starts another tool on the same cluster. `stop` of the returned rig ends only that tool. */
  addTool(tool: Tool): Promise<DeliveryRig>
  /** Ends the controllers of the tool; its objects stay. */
  stopTool(): Promise<void>
  /** Ends the cluster and the tool, and removes the clone. */
  stop(): Promise<void>
}

export interface RigOptions {
  /** Default: production. The clone's environment gets `delivery: both` and the Kubernetes version of the API server. */
  readonly environment?: string
  /** Whether `npm run bootstrap` hands the environment over, and the rig waits until it is healthy. Default: true. */
  readonly bootstrap?: boolean
}
