import { promqlEngines, requestLogs, scalers, tracingClients } from '@thanos-gitops/manifest'
import { labelName } from '../environment/load-query.ts'
import { tracingEndpoint } from '../environment/load-tracing.ts'
import { network, remoteAddress, serverName } from '../environment/remote-formats.ts'
import { closed, type JsonSchema, stringSchema } from './json-schema.ts'

const whole = (minimum: number, maximum: number, description: string): JsonSchema => ({
  type: 'integer',
  minimum,
  maximum,
  description,
})

const autoscalingSchema: JsonSchema = {
  description: 'A HorizontalPodAutoscaler, or a ScaledObject of KEDA. Patches of replicas are then refused.',
  ...closed(
    {
      by: {
        enum: scalers,
        description: 'cpu: a HorizontalPodAutoscaler. keda: KEDA, by the queries of a pod. Default: cpu.',
      },
      min: whole(1, 100, 'The fewest pods. Default: 2.'),
      max: whole(2, 100, 'The most pods.'),
      cpu: whole(10, 500, 'The CPU that pods use, in percent of their requests. Default: 70.'),
      queries: whole(1, 1000, 'With by: keda: the queries that a pod runs at the same time. Default: 10.'),
    },
    ['max'],
  ),
}

export const querySchema: JsonSchema = {
  description: 'The query: base/queries.md.',
  ...closed({
    engine: { enum: promqlEngines, description: 'The engine that evaluates queries. Default: prometheus.' },
    autoscaling: autoscalingSchema,
    tenancy: {
      description: 'Each request reads only the series of the tenant in its header THANOS-TENANT.',
      ...closed({ label: stringSchema(labelName, 'The label with the tenant.') }, ['label']),
    },
    remote: {
      type: 'array',
      description: 'Queries of other clusters, from which this one reads, too.',
      items: closed(
        {
          address: stringSchema(remoteAddress),
          serverName: stringSchema(serverName, 'The name in its certificate. Default: the host of the address.'),
        },
        ['address'],
      ),
    },
    environments: {
      type: 'array',
      description:
        'Other environments of this repository whose queries this one asks, by their grpcAddress and over TLS.',
      items: {
        anyOf: [
          { type: 'string', description: 'The name of an environment.' },
          closed({ layer: { type: 'string', description: 'All other environments that list this layer.' } }, ['layer']),
          closed({ ring: { type: 'string', description: 'All other environments in this ring.' } }, ['ring']),
        ],
      },
    },
    grpcAddress: stringSchema(
      remoteAddress,
      'The name and port at which queries of other clusters reach the gRPC port of this one. With tls, its certificate has the name.',
    ),
    grpcFrom: {
      type: 'array',
      description: 'Networks from which queries of other clusters may read from this one.',
      items: stringSchema(network),
    },
  }),
}

export const queryFrontendSchema: JsonSchema = {
  description: 'The query frontend: base/queries.md.',
  ...closed({
    verticalShards: whole(2, 64, 'Into how many parts the query frontend divides a query by its series.'),
    autoscaling: autoscalingSchema,
  }),
}

export const tracingSchema: JsonSchema = {
  description: 'Traces of all programs of Thanos, as OTLP: base/queries.md.',
  ...closed(
    {
      endpoint: stringSchema(tracingEndpoint, 'The collector. https:// for TLS.'),
      protocol: { enum: tracingClients, description: 'Default: http for the port 4318, otherwise grpc.' },
      sampling: {
        type: 'number',
        exclusiveMinimum: 0,
        maximum: 1,
        description: 'The part of the requests with a trace. Default: 0.1.',
      },
    },
    ['endpoint'],
  ),
}

export const requestLoggingSchema: JsonSchema = {
  enum: requestLogs,
  description: 'errors: log requests that fail. queries: also each query at the query frontend.',
}
