import { type CheckContext, inSameNamespace } from './check.ts'
import { matches } from './selector.ts'
import { fieldsOf, objectFields, textsOf } from './workload.ts'

// The labels that prometheus-operator gives the pods it makes: pkg/prometheus/common.go, pkg/alertmanager/statefulset.go.
const programs: Readonly<Record<string, string>> = {
  Prometheus: 'prometheus',
  PrometheusAgent: 'prometheus-agent',
  Alertmanager: 'alertmanager',
  ThanosRuler: 'thanos-ruler',
}

/** Whether a selector means pods that prometheus-operator makes of an object in these manifests. */
export function selectsMadePods({ ofKind, namespaceOf }: CheckContext, selector: unknown, namespace: string): boolean {
  return Object.entries(programs).some(([kind, program]) =>
    ofKind(kind, 'monitoring.coreos.com').some((object) => {
      const { name } = object.object.metadata
      const labels = {
        ...textsOf(fieldsOf(fieldsOf(objectFields(object).spec).podMetadata).labels),
        'app.kubernetes.io/name': program,
        'app.kubernetes.io/instance': name,
        'app.kubernetes.io/managed-by': 'prometheus-operator',
        'operator.prometheus.io/name': name,
        [program]: name,
      }
      return inSameNamespace(namespaceOf(object), namespace) && matches(selector, labels)
    }),
  )
}
