import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap'

/** Any Kubernetes object, as far as shared code needs to know it. */
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
 * A ConfigMap whose documents are still structured: `data: {'prometheus.yaml': {global: …}}`. A patch can go on into
 * them (`/data/prometheus.yaml/global/scrape_interval`); `documentText` writes them out at the end.
 */
export type ConfigMapWithDocuments = Omit<IConfigMap, 'data'> & {
  data: Readonly<Record<string, string | object>>
}

/** How people and patch targets call an object: `StatefulSet/thanos-store`. */
export const labelOf = (object: { kind: string; metadata: { name: string } }): string =>
  `${object.kind}/${object.metadata.name}`

/** The API group: `apps` of `apps/v1`, the empty string for the core group. */
export const groupOf = (apiVersion: string): string =>
  apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''

/** What the API server tells objects apart by. Two objects of one environment must never share it. */
export const identityOf = (object: KubernetesObject): string =>
  `${groupOf(object.apiVersion)}/${object.kind}/${object.metadata.namespace ?? ''}/${object.metadata.name}`
