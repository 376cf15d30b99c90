import { contentOf, listOf, mappingOf, type SourcedObject } from '@thanos-gitops/manifest'
import { programTitle } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { portsBehind } from '../engine/reached-listeners.ts'
import { servicePorts } from '../engine/services.ts'
import { usesTls } from '../engine/web-server.ts'

export const openServersAreInternal: Check = {
  name: 'open-servers-are-internal',
  question: 'security',
  severity: 'warning',
  why: 'Prometheus, Thanos, Alertmanager and memcached have no authentication by default. A load balancer with a public address lets anybody read all metrics, silence alerts or overload the servers.',
  remedy: 'Use type: ClusterIP with an authenticating proxy, an internal load balancer, or loadBalancerSourceRanges.',
  source: 'https://prometheus.io/docs/operating/security/#prometheus',
  *run(context) {
    for (const service of context.ofKind('Service', '')) {
      const problem = problemOf(context, service)
      if (problem !== undefined) yield problem
    }
  },
}

function problemOf(context: CheckContext, service: SourcedObject): Problem | undefined {
  const { type, loadBalancerSourceRanges } = mappingOf(contentOf(service).spec)
  if (type !== 'LoadBalancer' || listOf(loadBalancerSourceRanges).length > 0 || isInternal(service)) return undefined
  for (const port of servicePorts(service)) {
    const listener = portsBehind(context, service, port).find((reached) => reached.listener !== undefined)?.listener
    if (listener === undefined || usesTls(context, listener.program) !== false) continue
    return {
      object: service,
      pointer: '/spec/type',
      message: `its load balancer exposes ${programTitle(listener.program)} without authentication at port ${port.port}.`,
    }
  }
  return undefined
}

/** The annotations of all large providers for an internal load balancer contain one of these words, as those of MetalLB do. */
const isInternal = ({ object: { metadata } }: SourcedObject): boolean =>
  Object.entries(metadata.annotations ?? {}).some(([key, value]) =>
    /internal|intranet|private|metallb|address-pool|lbipam|vpc|subnet/i.test(`${key}=${value}`),
  )
