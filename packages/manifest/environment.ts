import type { Access } from './access.ts'
import type { Alerting } from './alerting.ts'
import type { Backup, BucketSettings, ObjectStorageProvider } from './bucket.ts'
import type { CompactSettings } from './compact.ts'
import type { GrafanaSettings } from './grafana.ts'
import type { MonitoringSettings } from './monitoring.ts'
import type { PrometheusSettings } from './prometheus.ts'
import type { QueryFrontendSettings, QuerySettings, RemoteQueries } from './query.ts'
import type { ReceiveSettings } from './receive.ts'
import type { BlockRetention } from './retention.ts'
import type { RuleSettings } from './rule.ts'
import type { StoreSettings } from './store.ts'
import type { Tls } from './tls.ts'
import type { RequestLog, Tracing } from './tracing.ts'
import type { VerticalPodAutoscalersSettings } from './vertical-pod-autoscalers.ts'

/** The fields of `externalUrls`: the addresses at which people open the web pages and the runbooks. */
export const externalUrlNames = ['prometheus', 'alertmanager', 'query', 'grafana', 'runbooks'] as const
export type ExternalUrlName = (typeof externalUrlNames)[number]

export const deliveries = ['argo-cd', 'flux', 'both'] as const

/** An image override as in kustomize. `name` is the image in the base, without its tag. */
export interface ImageOverride {
  readonly name: string
  readonly newName?: string
  readonly newTag?: string
  readonly digest?: string
}

/** What is measured and queried, and what holds the pods: `size`, with the numbers that a name stands for. */
export interface EnvironmentSize {
  /** Active series of one Prometheus replica. */
  readonly series: number
  /** New series in a day, as a part of the active ones. */
  readonly churn?: number
  readonly queriesPerSecond?: number
  /** Seconds that a large query covers. */
  readonly queryRange?: number
  /** Active series that other clusters send to the receivers. */
  readonly receiveSeries?: number
  /** What the largest node has for pods: processors and bytes. */
  readonly largestNode?: { readonly cpu?: number; readonly memory?: number }
}

/** A value of `values`: a name that differs per environment, a number, a switch. */
export type DeclaredValue = string | number | boolean

/** `environments/<name>/environment.yaml`, parsed and with defaults. */
export interface Environment {
  /** The name of the folder. */
  readonly name: string
  /** The external label `cluster` of every series that this environment writes. */
  readonly cluster: string
  /** The tag or commit of the base and the layers that it is rendered from. Undefined for the working tree. */
  readonly source?: string
  /** The group of environments with which it gets a change: a name in `environments/rings.yaml`. */
  readonly ring?: string
  /** Minor version, such as `1.36`. */
  readonly kubernetesVersion: string
  readonly namespace: string
  /** Where the stack was before, until nothing of it is left there: Argo CD prunes in these namespaces too. */
  readonly formerNamespaces: readonly string[]
  readonly clusterDomain: string
  readonly delivery: (typeof deliveries)[number]
  readonly objectStorage: ObjectStorageProvider
  /** The fields of its `objectStorage`, with defaults. `prefix` is absent without a folder. */
  readonly objectStorageSettings: BucketSettings
  /** Undefined if the blocks are not copied to a second bucket. */
  readonly backup?: Backup
  /** Always set in an environment that `loadEnvironment` returns. */
  readonly retention?: BlockRetention
  /** Without a slash at the end. `runbooks` is always set in an environment that `loadEnvironment` returns. */
  readonly externalUrls?: Readonly<Partial<Record<ExternalUrlName, string>>>
  /** The optional components that it has; all of its components if it has no required ones. */
  readonly components: readonly string[]
  /** False in an environment that has only what `components` lists, and no component of an object storage. Default: true. */
  readonly hasRequiredComponents?: boolean
  readonly images: readonly ImageOverride[]
  /** Whether nobody needs to be notified of its alerts: a laptop. Default: false. */
  readonly isLaptop?: boolean
  /** False in a cluster that restricts traffic by other means: the environment then has no NetworkPolicy. Default: true. */
  readonly hasNetworkPolicies?: boolean
  /** How many zones have nodes for the stack. Undefined if replicas need not be in different zones. */
  readonly zones?: number
  /** The layers that it lists, in the order in which they are applied. Absent without layers. */
  readonly layers?: readonly string[]
  /** The values that patches and objects can refer to, by their names. Absent if it declares none. */
  readonly values?: Readonly<Record<string, DeclaredValue>>
  /** Undefined if the environment sets no receivers. */
  readonly alerting?: Alerting
  /** Undefined if people do not open the pages through a sign-in. */
  readonly access?: Access
  /** Undefined if the password of Grafana is in the Secret of the default. */
  readonly grafana?: GrafanaSettings
  /** Undefined if the environment declares no size. */
  readonly size?: EnvironmentSize
  /** Undefined if components connect in plain text. */
  readonly tls?: Tls
  /** Undefined if one store gateway serves all blocks, without a group and without limits of the environment. */
  readonly store?: StoreSettings
  /** Undefined if the compactor has the settings of the base. */
  readonly compact?: CompactSettings
  /** Undefined if the receivers have the defaults. */
  readonly receive?: ReceiveSettings
  readonly query?: QuerySettings
  /** Undefined if the query has neither sources nor clients in other clusters. */
  readonly remoteQueries?: RemoteQueries
  readonly queryFrontend?: QueryFrontendSettings
  /** Undefined if the programs of Thanos send no traces. */
  readonly tracing?: Tracing
  /** Undefined if the programs of Thanos log no requests. */
  readonly requestLogging?: RequestLog
  /** Undefined if prometheus-operator finds the stack without labels. */
  readonly monitoring?: MonitoringSettings
  /** Undefined if Prometheus sends no samples. */
  readonly prometheus?: PrometheusSettings
  /** Undefined if the ruler stores its series. */
  readonly rule?: RuleSettings
  /** Undefined if no VerticalPodAutoscaler recommends requests. */
  readonly verticalPodAutoscalers?: VerticalPodAutoscalersSettings
}
