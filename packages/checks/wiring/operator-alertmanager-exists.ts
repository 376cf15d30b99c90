import { contentOf, listOf, mappingOf, type SourcedObject, stringOf } from '@thanos-gitops/manifest'
import type { Check, CheckContext } from '../engine/check.ts'
import { type ServiceReference, serviceReferenceProblem } from '../engine/service-references.ts'
import { monitorGroup } from './monitors.ts'

export const operatorAlertmanagerExists: Check = {
  name: 'operator-alertmanager-exists',
  question: 'references',
  severity: 'error',
  why: 'prometheus-operator finds the Alertmanagers of a Prometheus by a Service and the name of a port. If one of them does not exist, Prometheus discovers no Alertmanager and drops every alert.',
  remedy: 'Set spec.alerting.alertmanagers to the Service of Alertmanager and to the name of its port.',
  source: 'https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.AlertmanagerEndpoints',
  *run(context) {
    for (const kind of ['Prometheus', 'PrometheusAgent'])
      for (const object of context.ofKind(kind, monitorGroup))
        for (const reference of alertmanagersOf(context, object)) {
          const problem = serviceReferenceProblem(context, reference)
          if (problem !== undefined) yield problem
        }
  },
}

function alertmanagersOf(context: CheckContext, object: SourcedObject): readonly ServiceReference[] {
  const { alertmanagers } = mappingOf(mappingOf(contentOf(object).spec).alerting)
  return listOf(alertmanagers).flatMap((entry, index): ServiceReference[] => {
    const { name, namespace, port } = mappingOf(entry)
    const pointer = `/spec/alerting/alertmanagers/${index}`
    if (typeof name !== 'string') return []
    return [
      {
        object,
        pointer: `${pointer}/name`,
        name,
        namespace: stringOf(namespace) ?? context.namespaceOf(object),
        port: typeof port === 'string' || typeof port === 'number' ? port : undefined,
        portPointer: `${pointer}/port`,
      },
    ]
  })
}
