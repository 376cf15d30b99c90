import { identityOf } from '@thanos-gitops/manifest'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import type { Listener } from '../engine/listeners.ts'
import { portsBehind, type ReachedPort, reachedPorts } from '../engine/reached-listeners.ts'
import { isHeadless, servicePorts } from '../engine/services.ts'
import { type ExpectedServer, expectedServers, listenerText } from './expected-server.ts'

export const addressesLeadToTheRightServer: Check = {
  name: 'addresses-lead-to-the-right-server',
  question: 'addresses',
  severity: 'error',
  why: 'An address can resolve to a port at which another program listens, or at which the program speaks another protocol. Every request then fails: no queries, no alerts, no metrics, no cache.',
  remedy: 'Use the Service and the port of the program that the client needs.',
  source:
    'https://thanos.io/tip/thanos/getting-started.md/, https://prometheus.io/docs/alerting/latest/high_availability/',
  *run(context) {
    const reported = new Set<string>()
    for (const expectation of expectedServers(context)) {
      const problem = problemOf(context, expectation)
      const key = problem && `${identityOf(problem.object.object)}${problem.pointer}${problem.message}`
      if (key === undefined || reported.has(key)) continue
      reported.add(key)
      yield problem!
    }
  },
}

function problemOf(context: CheckContext, expectation: ExpectedServer): Problem | undefined {
  const { address, client, expected, accepts } = expectation
  const wrong = reachedPorts(context, address).find(({ listener }) => listener !== undefined && !accepts(listener))
  if (wrong === undefined) return undefined
  const { workload, port, listener } = wrong
  const remedy = remedyOf(context, expectation, wrong)
  return {
    object: address.object,
    pointer: address.pointer,
    offset: address.offset,
    message: `${address.text} leads to port ${port} of ${workload.kind}/${workload.name}, where ${listenerText(listener!)}. ${client} needs ${expected}.`,
    ...(remedy && { remedy }),
  }
}

/** The port of the same Service that leads to the right listener, or another Service with one. */
function remedyOf(context: CheckContext, { accepts }: ExpectedServer, { service }: ReachedPort): string | undefined {
  const isRight = (listener: Listener | undefined): boolean => listener !== undefined && accepts(listener)
  for (const candidate of [service, ...context.ofKind('Service', '')])
    for (const servicePort of servicePorts(candidate)) {
      const right = portsBehind(context, candidate, servicePort).find(({ listener }) => isRight(listener))
      if (right === undefined) continue
      const number = isHeadless(candidate) ? right.port : servicePort.port
      const name = servicePort.name === undefined ? '' : ` (${servicePort.name})`
      return `Use port ${number}${name} of Service/${candidate.object.metadata.name}, where ${listenerText(right.listener!)}.`
    }
  return undefined
}
