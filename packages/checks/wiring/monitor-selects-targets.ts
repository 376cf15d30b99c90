import { isObject } from '@thanos-gitops/manifest'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { createsPods, mayMatchOtherObjects } from '../engine/pod-groups.ts'
import { selectorRemedy, selectorText } from '../engine/selector-remedy.ts'
import { candidatesOf, type Monitor, monitorsIn, selectedTargets } from './monitors.ts'

export const monitorSelectsTargets: Check = {
  name: 'monitor-selects-targets',
  question: 'selectors',
  severity: 'error',
  why: 'prometheus-operator accepts a ServiceMonitor or PodMonitor that selects nothing. Prometheus then has a scrape job without targets: no metrics arrive, and an alert about them never fires.',
  remedy: 'Set selector to labels that the Services (ServiceMonitor) or the pods (PodMonitor) have.',
  source: 'https://prometheus-operator.dev/docs/developer/getting-started/#using-servicemonitors',
  *run(context) {
    for (const monitor of monitorsIn(context)) {
      const problem = problemOf(context, monitor)
      if (problem !== undefined) yield problem
    }
  },
}

function problemOf(context: CheckContext, monitor: Monitor): Problem | undefined {
  const { object, spec, kind, namespaces } = monitor
  const { selector } = spec
  const candidates = candidatesOf(context, monitor)
  if (candidates.length === 0 || !isObject(selector) || selectedTargets(context, monitor).length > 0) return undefined
  if (mayMatchOtherObjects(context, selector) || selectsCreatedServices(selector)) return undefined
  const remedy = selectorRemedy(selector, candidates, ({ name }) =>
    kind === 'ServiceMonitor' ? name : `The pods of ${name}`,
  )
  // Services of other namespaces, such as those of the control plane, exist in every cluster.
  const isOwn = namespaces?.every((name) => name === context.namespaceOf(object)) === true
  if (remedy === undefined && (!isOwn || createsPods(context))) return undefined
  const places = namespaces === undefined ? '' : ` in ${namespaces.join(', ')}`
  return {
    object,
    pointer: '/spec/selector',
    message: `its selector ${selectorText(selector)} does not match any ${kind === 'ServiceMonitor' ? 'Service' : 'pod'}${places}.`,
    ...(remedy && { remedy }),
  }
}

/** Whether a selector is for the Services that prometheus-operator creates, such as prometheus-operated. */
const selectsCreatedServices = (selector: unknown): boolean => JSON.stringify(selector).includes('"operated-')
