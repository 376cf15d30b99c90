import { contentOf, listOf, mappingOf, stringOf } from '@thanos-gitops/manifest'
import type { Check } from '../engine/check.ts'

export const nodePortsAreDistinct: Check = {
  name: 'node-ports-are-distinct',
  question: 'acceptance',
  severity: 'error',
  why: 'A nodePort belongs to one Service of the cluster. The API server refuses the second Service: "provided port is already allocated".',
  remedy: 'Use another nodePort, or remove the field: the API server then chooses one.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/#nodeport-custom-port',
  *run(context) {
    const owners = new Map<string, string>()
    for (const object of context.ofKind('Service', ''))
      for (const [index, entry] of listOf(mappingOf(contentOf(object).spec).ports).entries()) {
        const { nodePort, protocol } = mappingOf(entry)
        if (typeof nodePort !== 'number') continue
        const port = `${nodePort}/${stringOf(protocol) ?? 'TCP'}`
        const namespace = context.namespaceOf(object)
        const service = `Service/${object.object.metadata.name}${namespace === '' ? '' : ` in ${namespace}`}`
        const owner = owners.get(port)
        if (owner === undefined) owners.set(port, service)
        // Two ports of one Service are in its own finding of the API server.
        else if (owner !== service)
          yield { object, pointer: `/spec/ports/${index}/nodePort`, message: `${owner} also has the nodePort ${port}.` }
      }
  },
}
