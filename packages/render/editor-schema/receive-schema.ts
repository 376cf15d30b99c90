import { mostZones } from '@thanos-gitops/manifest'
import { mostReceivers, mostRouters } from '../environment/load-receive.ts'
import { requestLimits } from '../environment/load-receive-limits.ts'
import { receiveFormats } from '../environment/receive-formats.ts'
import { durationSchema } from './duration-schema.ts'
import { closed, type JsonSchema, stringSchema } from './json-schema.ts'

const count = (minimum: number, maximum: number, description?: string): JsonSchema => ({
  type: 'integer',
  minimum,
  maximum,
  ...(description === undefined ? {} : { description }),
})

const limit = { type: 'integer', minimum: 0 }

const limitsOfTenant = closed({
  head_series_limit: { ...limit, description: 'Active series of a tenant. 0: no limit.' },
  request: closed(Object.fromEntries(requestLimits.map((name) => [name, limit]))),
})

/** `receive`: base/receive.md. */
export const receiveSchema: JsonSchema = {
  description: 'The receivers and their routers: base/receive.md. Only with the component thanos-receive.',
  ...closed({
    zones: {
      description:
        'The zones of the receivers, as in the label topology.kubernetes.io/zone of nodes. Each has a StatefulSet of its own and as many receivers, and the copies of a series are in different ones. Default: the hashring does not know zones.',
      type: 'array',
      minItems: 2,
      maxItems: mostZones,
      uniqueItems: true,
      items: stringSchema(receiveFormats.zone, 'The name of a zone.'),
    },
    replicas: count(1, mostReceivers, 'The number of receivers, of all zones together. Default: 3.'),
    replicationFactor: count(1, 15, 'On how many receivers each sample is. Default: 3.'),
    leaving: count(
      0,
      mostReceivers - 1,
      'How many of the last receivers get no new samples, before replicas is lowered.',
    ),
    routers: {
      description: 'The number of routers, or the bounds of an autoscaler. Default: 2.',
      anyOf: [
        count(1, mostRouters),
        closed({ min: count(1, mostRouters), max: count(1, mostRouters) }, ['min', 'max']),
      ],
    },
    outOfOrderWindow: durationSchema(
      'How old samples may be. The compactor then merges overlapping blocks. Default: they arrive in order.',
    ),
    tenantHeader: stringSchema(receiveFormats.header, 'The header that names the tenant. Default: THANOS-TENANT.'),
    defaultTenant: stringSchema(receiveFormats.tenant, 'The tenant of requests without the header.'),
    limits: {
      description: "The section write of Thanos' limits file. The routers enforce it.",
      ...closed({
        global: closed({ max_concurrency: count(1, 100_000, 'Requests at the same time, for each router.') }),
        default: limitsOfTenant,
        tenants: { type: 'object', additionalProperties: limitsOfTenant },
      }),
    },
  }),
}
