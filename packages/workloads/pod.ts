// The model of a workload, its containers and its volumes, read from an object of any kind.
import type { Mapping, SourcedObject } from '@thanos-gitops/manifest'
import type { Argument } from './arguments.ts'
import type { ImageReference } from './image.ts'
import type { Labels } from './selector.ts'

/** An object that runs pods. */
export interface Workload {
  readonly object: SourcedObject
  readonly kind: string
  readonly name: string
  readonly namespace: string
  /** JSON Pointer of the pod specification: `/spec/template/spec`. */
  readonly podPointer: string
  readonly podSpec: Mapping
  readonly podLabels: Labels
  readonly podAnnotations: Readonly<Record<string, string>>
  /** 1 if the object sets no number; undefined for kinds without a fixed number of pods, such as DaemonSet and Job. */
  readonly replicas: number | undefined
  /** Init containers first, in the order in which they start. */
  readonly containers: readonly Container[]
  /** The volumes of the pod, and those of the claim templates of a StatefulSet. */
  readonly volumes: readonly Volume[]
}

export interface Container {
  readonly workload: Workload
  readonly name: string
  readonly pointer: string
  /** Whether it completes before the other containers start. A sidecar (`restartPolicy: Always`, Kubernetes 1.29) is not an init container. */
  readonly isInit: boolean
  /** The image in the manifest; empty if it is absent. */
  readonly image: string
  readonly imageReference: ImageReference
  readonly arguments: readonly Argument[]
  readonly environment: readonly EnvironmentVariable[]
  /** ConfigMaps and Secrets whose keys all become variables. */
  readonly environmentFrom: readonly ConfigReference[]
  readonly ports: readonly ContainerPort[]
  readonly mounts: readonly Mount[]
  readonly fields: Mapping
}

export interface ContainerPort {
  readonly name: string | undefined
  readonly containerPort: number
  readonly protocol: string
  readonly pointer: string
}

export interface EnvironmentVariable {
  readonly name: string
  readonly pointer: string
  /** A literal value. */
  readonly value?: string
  /** The key of a ConfigMap or Secret that contains the value. */
  readonly from?: ConfigReference & { readonly key: string }
  /** The field of the pod that holds the value: `metadata.name`. */
  readonly field?: string
}

/** A reference to an object of the same namespace. */
export interface ConfigReference {
  readonly kind: 'ConfigMap' | 'Secret'
  readonly name: string
  readonly optional: boolean
  readonly pointer: string
  readonly prefix?: string
}

export interface Mount {
  /** The name of the volume. */
  readonly name: string
  readonly mountPath: string
  readonly subPath: string | undefined
  readonly readOnly: boolean
  readonly pointer: string
}

export interface Volume {
  readonly name: string
  readonly pointer: string
  /** `configMap`, `secret`, `emptyDir`, `persistentVolumeClaim`, …; `claimTemplate` for one of a StatefulSet's claim templates. */
  readonly type: string
  /** The fields below the type. */
  readonly source: Mapping
}
