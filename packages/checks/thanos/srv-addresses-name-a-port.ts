import type { Check } from '../engine/check.ts'
import { programsIn } from '../engine/programs.ts'
import { isHeadless, podsOf, servicePorts } from '../engine/services.ts'
import { componentAddresses } from './component-addresses.ts'
import { parseAddress, serviceOf } from './parse-address.ts'
import { containerPortOf, listenPort } from './ports.ts'

export const srvAddressesNameAPort: Check = {
  name: 'srv-addresses-name-a-port',
  id: 'TH014',
  severity: 'error',
  why: 'Kubernetes answers SRV queries for _port._protocol.service.namespace.svc only, and one answer a pod only for a headless Service. Anything else finds nothing, or one address for all pods.',
  remedy: 'Write dnssrv+_grpc._tcp.<service>.<namespace>.svc.<cluster domain>, without a port behind it.',
  source:
    'https://github.com/kubernetes/dns/blob/master/docs/specification.md, https://github.com/thanos-io/thanos/blob/v0.42.4/pkg/discovery/dns/resolver.go',
  *run(context) {
    for (const { program, text, place, expectedPort } of componentAddresses(context)) {
      const address = parseAddress(text)
      if (!address || address.lookup === '') continue
      const { workload } = program.container
      if (address.lookup === 'dns') {
        if (address.port === undefined)
          yield {
            ...place,
            message: `${text} has no port, which a dns+ address needs.`,
            remedy: 'Add the port, or ask for the SRV record with dnssrv+.',
          }
        continue
      }
      if (address.portName === undefined)
        yield { ...place, message: `${text} asks for no port by name, so what it finds is up to the DNS server.` }
      if (address.port !== undefined)
        yield {
          ...place,
          message: `${text} puts a port of its own in the place of the one that the SRV record tells.`,
          remedy: `Remove :${address.port}.`,
          severity: 'warning',
        }
      const service = serviceOf(context, workload, address)
      if (!service) continue
      if (address.namespace === undefined)
        yield {
          ...place,
          message: `${text} names no namespace, so it works only with the search path of its own pod.`,
          severity: 'warning',
        }
      const targets = podsOf(context, service)
      if (expectedPort === 'grpc' && !isHeadless(service)) {
        // Replicas of one store or query have the same series: one of them answers for all, if not as fast.
        const servers = programsIn(context).filter(
          ({ name, container }) => name === 'thanos' && targets.includes(container.workload),
        )
        const isAlike = servers.length === 1 && (servers[0]!.command === 'store' || servers[0]!.command === 'query')
        yield {
          ...place,
          message: `Service/${service.object.metadata.name} is not headless, so ${text} finds one address for all its pods.`,
          remedy: 'Set clusterIP: None.',
          ...(isAlike && { severity: 'warning' as const }),
        }
      }
      const port = servicePorts(service).find(({ name }) => name === address.portName)
      if (!port || expectedPort === undefined) continue
      for (const target of targets) {
        const server = programsIn(context).find(
          ({ name, container }) => name === 'thanos' && container.workload === target,
        )
        const reached = containerPortOf(target, port)
        const wanted = server && listenPort(server, `${expectedPort}-address`)
        if (wanted !== undefined && reached !== undefined && reached !== wanted)
          yield {
            ...place,
            message: `${text} leads to port ${reached} of ${target.name}, whose ${expectedPort} port is ${wanted}.`,
            remedy: `Ask for the port of the Service that leads to ${wanted}.`,
          }
      }
    }
  },
}
