import { contentOf, groupOf, mappingOf, type SourcedObject, stringMapOf } from '@thanos-gitops/manifest'
import type { Labels } from './selector.ts'

// The labels that prometheus-operator sets on the pods it creates: pkg/prometheus/common.go, pkg/alertmanager/statefulset.go.
const nameLabels: Readonly<Record<string, string>> = {
  Prometheus: 'prometheus',
  PrometheusAgent: 'prometheus-agent',
  Alertmanager: 'alertmanager',
  ThanosRuler: 'thanos-ruler',
}

/** The kinds for which prometheus-operator creates pods. */
export const operatorKinds = Object.keys(nameLabels)

/** The labels of the pods that prometheus-operator creates for an object; undefined for any other object. */
export function operatorPodLabels(sourced: SourcedObject): Labels | undefined {
  const { apiVersion, kind, metadata } = sourced.object
  const program = groupOf(apiVersion) === 'monitoring.coreos.com' ? nameLabels[kind] : undefined
  if (program === undefined) return undefined
  const { podMetadata } = mappingOf(contentOf(sourced).spec)
  return {
    ...stringMapOf(mappingOf(podMetadata).labels),
    'app.kubernetes.io/name': program,
    'app.kubernetes.io/instance': metadata.name,
    'app.kubernetes.io/managed-by': 'prometheus-operator',
    'operator.prometheus.io/name': metadata.name,
    [program]: metadata.name,
  }
}
