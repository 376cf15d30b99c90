import type { Environment, SourcedObject } from '@thanos-gitops/manifest'
import type { Container, Workload } from '@thanos-gitops/workloads'
import type { EmbeddedDocument } from './embedded-documents.ts'
import type { External } from './external.ts'
import type { Missing } from './external-lines.ts'
import type { Question } from './questions.ts'

/** A promise that manifests keep: one file with its test next to it, and one line in `registry.ts`. */
export interface Check {
  /** The promise in kebab-case: `service-selects-pods`. Findings have it as their code, and exceptions refer to it. */
  readonly name: string
  /** The number of a rule: `TH014`. Several checks may share it. */
  readonly id?: string
  /** The question that the check answers; the README groups checks by it. */
  readonly question: Question
  /**
   * By consequence: an error if data is lost, missing or wrong, the API server refuses an object, or a program does not start or
   * work; otherwise a warning.
   */
  readonly severity: Severity
  /** What goes wrong in a cluster if the promise is broken. */
  readonly why: string
  /** How to fix it. A problem may have a more specific remedy. */
  readonly remedy: string
  /** The documentation or the source file of the rule. */
  readonly source: string
  /** Whether it compares environments: without `fleet` in the context, it has no result. */
  readonly comparesEnvironments?: true
  /** A pure function. */
  run(context: CheckContext): Iterable<Problem>
}

export type Severity = 'error' | 'warning'

/** The result of a check, from which the engine makes a finding. */
export interface Problem {
  /** One of the context's objects. */
  readonly object: SourcedObject
  /**
   * JSON Pointer of the wrong value, or of the nearest parent of a missing one. It may continue into a document in a ConfigMap
   * or an argument: `/data/prometheus.yaml/global/scrape_interval`.
   */
  readonly pointer: string
  /** Index of a character in the string at the pointer: a place in a query, an address or an unreadable document. */
  readonly offset?: number
  /** One sentence. The engine writes the name of the object before it. */
  readonly message: string
  /** Replaces the remedy of the check. */
  readonly remedy?: string
  /** An object or a host that another source may provide: the engine adds the lines that declare it to the remedy. */
  readonly missing?: Missing
  /**
   * What one fix corrects: `Secret/monitoring/objstore`, `image/thanos:v0.39.0`. The problems of a check with the same cause are one
   * finding with several places. Without a cause, what is missing is the cause.
   */
  readonly cause?: string
  readonly severity?: Severity
  /** Lines to print after the message. */
  readonly detail?: string
}

/** Environments with the contexts of their checks. */
export type Fleet = readonly FleetMember[]

export interface FleetMember {
  /** The name of the environment. */
  readonly name: string
  readonly context: CheckContext
  /** Whether it is not checked itself: only its problems with checked environments are reported. */
  readonly isOnlyCompared?: boolean
}

/** The input of a check. Each index is built at its first use. */
export interface CheckContext {
  readonly objects: readonly SourcedObject[]
  /** Minor version of the cluster, such as `1.36`. */
  readonly kubernetesVersion: string
  /** Undefined for manifests that this repository did not render. */
  readonly environment?: Environment
  readonly clusterDomain: string
  /** Versions that replace those of image tags, by program: `{thanos: 'v0.43.0'}`. */
  readonly versions: Readonly<Record<string, string>>
  /** Objects and hosts that are declared to exist outside of the manifests. */
  readonly external: External
  /** All environments of the repository, in the order of their names. Undefined if only some of them are checked. */
  readonly fleet?: Fleet

  /** Objects of a kind, in any version, optionally of one API group. */
  ofKind(kind: string, group?: string): readonly SourcedObject[]
  /** The object in a namespace according to `inSameNamespace`; `''` for kinds without namespace. */
  find(kind: string, namespace: string, name: string): SourcedObject | undefined
  /** `metadata.namespace`, or the namespace of the environment, or `''` if neither is set. */
  namespaceOf(object: SourcedObject): string

  /** The objects that run pods. */
  readonly workloads: readonly Workload[]
  /** The containers of all workloads; init containers come first, in the order in which they start. */
  readonly containers: readonly Container[]
  workloadOf(object: SourcedObject): Workload | undefined
  /** The workloads whose pods a LabelSelector matches. An empty selector matches all pods. */
  selectedBy(selector: unknown, namespace: string): readonly Workload[]
  /** The Services that select the pods of a workload. */
  servicesOf(workload: Workload): readonly SourcedObject[]
  /** The PodDisruptionBudgets that select the pods of a workload. */
  budgetsOf(workload: Workload): readonly SourcedObject[]
  /** The workloads that mount a ConfigMap or Secret or read it into variables. */
  usersOf(object: SourcedObject): readonly Workload[]

  /** The entries of ConfigMaps, and those of Secrets that are readable. */
  readonly documents: readonly EmbeddedDocument[]
  documentsOf(object: SourcedObject): readonly EmbeddedDocument[]
  /** The entry of a ConfigMap or Secret that a container has at an absolute path. */
  documentAt(container: Container, path: string): EmbeddedDocument | undefined
}

/** Whether namespaces are equal, or one of them is not set: manifests for Helm and kustomize often set no namespace. */
export const inSameNamespace = (a: string, b: string): boolean => a === b || a === '' || b === ''
