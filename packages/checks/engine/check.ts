import type { Environment, SourcedObject } from '@thanos-gitops/manifest'
import type { Container, Workload } from '@thanos-gitops/workloads'
import type { EmbeddedDocument } from './embedded-documents.ts'
import type { External } from './external.ts'
import type { Missing } from './external-lines.ts'

/** A promise that manifests keep. One file a check, its test beside it, one line in `registry.ts`. */
export interface Check {
  /** The promise, in kebab-case: `service-selects-pods`. It is the code of the findings and what an exception names. */
  readonly name: string
  /** The number of the rule that it keeps, alone or with others: `TH014`. */
  readonly id?: string
  readonly severity: Severity
  /** What goes wrong in a cluster where the promise is not kept. */
  readonly why: string
  /** What to do now; a problem may know better. */
  readonly remedy: string
  /** Where it is written that this is so: an address, or a project's file. */
  readonly source: string
  /** Pure: what it is given, to what is wrong. */
  run(context: CheckContext): Iterable<Problem>
}

export type Severity = 'error' | 'warning'

/** What a check says; the engine makes a finding of it. */
export interface Problem {
  /** One of the context's. */
  readonly object: SourcedObject
  /**
   * JSON Pointer to the value that is wrong, or to the nearest parent where it is absent. It may go on into a document in a
   * ConfigMap or an argument: `/data/prometheus.yaml/global/scrape_interval`.
   */
  readonly pointer: string
  /** How many characters into the text at the pointer: where in a query, an address, an unreadable document. */
  readonly offset?: number
  /** One sentence. The engine writes the object's name before it. */
  readonly message: string
  /** Instead of the check's own. */
  readonly remedy?: string
  /** What another source may provide: the engine adds to the remedy how to declare it. */
  readonly missing?: Missing
  readonly severity?: Severity
  /** More lines to show. */
  readonly detail?: string
}

/** All that a check may look at. The indexes are made when they are first asked for, and once. */
export interface CheckContext {
  readonly objects: readonly SourcedObject[]
  /** Minor version of the cluster, such as `1.36`. */
  readonly kubernetesVersion: string
  /** Absent for manifests that this repository did not render. */
  readonly environment?: Environment
  readonly clusterDomain: string
  /** Versions that take the place of what image tags say, by program: `{thanos: 'v0.43.0'}`. */
  readonly versions: Readonly<Record<string, string>>
  /** What is declared to exist although it is not rendered. */
  readonly external: External

  /** Objects of a kind, in any of its versions; of one API group where it is given. */
  ofKind(kind: string, group?: string): readonly SourcedObject[]
  /** The object in a namespace that `inSameNamespace` matches. For what has no namespace give `''`. */
  find(kind: string, namespace: string, name: string): SourcedObject | undefined
  /** `metadata.namespace`, or the environment's, or `''` where nobody said. */
  namespaceOf(object: SourcedObject): string

  /** What runs pods: Deployment, StatefulSet, DaemonSet, Job, CronJob, ReplicaSet, Pod. */
  readonly workloads: readonly Workload[]
  /** Of all workloads, init containers first, as they start. */
  readonly containers: readonly Container[]
  workloadOf(object: SourcedObject): Workload | undefined
  /** The workloads whose pods a label selector (`matchLabels`, `matchExpressions`) chooses; an empty one chooses all. */
  selectedBy(selector: unknown, namespace: string): readonly Workload[]
  /** The Services that choose a workload's pods. */
  servicesOf(workload: Workload): readonly SourcedObject[]
  /** The PodDisruptionBudgets that choose them. */
  budgetsOf(workload: Workload): readonly SourcedObject[]
  /** The workloads that mount or read a ConfigMap or Secret. */
  usersOf(object: SourcedObject): readonly Workload[]

  /** The entries of ConfigMaps, and those of Secrets that are readable. */
  readonly documents: readonly EmbeddedDocument[]
  documentsOf(object: SourcedObject): readonly EmbeddedDocument[]
  /** The entry that a container finds at an absolute path: the key of a ConfigMap or Secret that is mounted there. */
  documentAt(container: Container, path: string): EmbeddedDocument | undefined
}

/** Equal, or one of the two was never said: Helm and kustomize often leave the namespace to whoever applies. */
export const inSameNamespace = (a: string, b: string): boolean => a === b || a === '' || b === ''
