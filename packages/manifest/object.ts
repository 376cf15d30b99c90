import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap'

/** Any Kubernetes object, with the fields that shared code needs. */
export interface KubernetesObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly labels?: Readonly<Record<string, string>>
    readonly annotations?: Readonly<Record<string, string>>
  }
}

/**
 * A ConfigMap with structured documents: `data: {'prometheus.yaml': {global: …}}`. The path of a patch can continue into them
 * (`/data/prometheus.yaml/global/scrape_interval`). A render writes them as strings at the end.
 */
export type ConfigMapWithDocuments = Omit<IConfigMap, 'data'> & {
  data: Readonly<Record<string, string | object>>
}

/** The short name of an object in messages and patch targets: `StatefulSet/thanos-store`. */
export const labelOf = (object: { kind: string; metadata: { name: string } }): string =>
  `${object.kind}/${object.metadata.name}`

/** The API group: `apps` of `apps/v1`, the empty string for the core group. */
export const groupOf = (apiVersion: string): string =>
  apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''

/** The identity of an object for the API server. Two objects of one environment must not have the same. */
export const identityOf = (object: KubernetesObject): string =>
  `${groupOf(object.apiVersion)}/${object.kind}/${object.metadata.namespace ?? ''}/${object.metadata.name}`
