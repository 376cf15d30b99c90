import {
  isObject,
  type MappingReader,
  promqlEngines,
  type QueryFrontendSettings,
  type QuerySettings,
  type StringFormat,
  scalers,
} from '@thanos-gitops/manifest'
import { hostOfAddress, remoteAddress } from './remote-formats.ts'
import { readWholeNumber } from './whole-number.ts'

/** The keys of `query`. `readRemoteQueries` reads the others. */
export const queryKeys = [
  'engine',
  'autoscaling',
  'tenancy',
  'remote',
  'environments',
  'grpcFrom',
  'grpcAddress',
] as const

/** Reads `query`: its engine, its autoscaler, its tenancy and the host of its address. */
export function readQuery(fields: MappingReader<'query' | 'components'>): QuerySettings | undefined {
  const query = fields.mapping('query', queryKeys)
  if (query === undefined) return undefined
  const engine = query.oneOf('engine', promqlEngines)
  const grpcHost = hostOfAddress(query.string('grpcAddress', remoteAddress))
  return {
    ...(engine === undefined ? {} : { engine }),
    ...readTenancy(query, fields),
    ...readAutoscaling(query, fields),
    ...(grpcHost === undefined ? {} : { grpcHost }),
  }
}

/** A name of a label as Prometheus has it. */
export const labelName: StringFormat = {
  pattern: /^[a-zA-Z_][a-zA-Z0-9_]*$/,
  description: 'the name of a label',
  example: 'tenant_id',
}

/** What queries without the header of a tenant. */
const withoutTenant = ['thanos-rule', 'grafana']

/** Reads `tenancy`: the label by which the query restricts each request to the tenant in its header. */
function readTenancy(
  query: MappingReader<'tenancy'>,
  fields: MappingReader<'components'>,
): Pick<QuerySettings, 'tenancy.label'> {
  const tenancy = query.mapping('tenancy', ['label'])
  if (tenancy === undefined) return {}
  const component = withoutTenant.find((name) => fields.list('components').includes(name))
  if (component !== undefined)
    query.keyProblem(
      'tenancy',
      `${component} sends queries without a tenant, and would read only the series of the tenant default-tenant.`,
      `Remove ${component} from components, or remove tenancy.`,
      query.context.codes.invalid,
    )
  return { 'tenancy.label': tenancy.requiredString('label', labelName) }
}

/** A shard of a query of a query frontend is a query of its own. */
const mostShards = 64

/** Reads `queryFrontend`: into how many parts it divides a query, and its autoscaler. */
export function readQueryFrontend(
  fields: MappingReader<'query' | 'queryFrontend' | 'components'>,
): QueryFrontendSettings | undefined {
  const frontend = fields.mapping('queryFrontend', ['verticalShards', 'autoscaling'])
  if (frontend === undefined) return undefined
  if (!fields.list('components').includes('thanos-query-frontend'))
    fields.keyProblem(
      'queryFrontend',
      'The environment has no query frontend.',
      'Add thanos-query-frontend to components, or remove queryFrontend.',
      fields.context.codes.invalid,
    )
  const shards = readWholeNumber(frontend, 'verticalShards', { from: 2, to: mostShards, example: 4 })
  return { ...(shards === undefined ? {} : { verticalShards: String(shards) }), ...readAutoscaling(frontend, fields) }
}

type Autoscaling = Readonly<Partial<Record<`autoscaling.${'min' | 'max' | 'cpu' | 'queries'}`, string>>>

const autoscalingKeys = ['by', 'min', 'max', 'cpu', 'queries'] as const

/** Reads `autoscaling` of a workload: a HorizontalPodAutoscaler, or a ScaledObject of KEDA. Empty without it. */
function readAutoscaling(fields: MappingReader<'autoscaling'>, environment: MappingReader<'query'>): Autoscaling {
  const autoscaling = fields.mapping('autoscaling', autoscalingKeys)
  if (autoscaling === undefined) return {}
  if (!autoscaling.has('max')) autoscaling.missing('max', 'max: 10')
  const min = readWholeNumber(autoscaling, 'min', { from: 1, to: 100, example: 2 }) ?? 2
  const max = readWholeNumber(autoscaling, 'max', { from: 2, to: 100, example: 10 }) ?? 2
  if (autoscaling.isValid && min >= max)
    autoscaling.problem(
      ['max'],
      `max must be above min, which is ${min}, not ${max}.`,
      `Write for example max: ${min * 3}, or remove autoscaling and set the replicas by a patch.`,
    )
  return { 'autoscaling.min': String(min), 'autoscaling.max': String(max), ...readTarget(autoscaling, environment) }
}

/** What a pod has at most before another one starts: percent of its CPU request, or queries. */
function readTarget(
  autoscaling: MappingReader<(typeof autoscalingKeys)[number]>,
  environment: MappingReader<'query'>,
): Autoscaling {
  const isKeda = autoscaling.oneOf('by', scalers) === 'keda'
  const [used, unused] = isKeda ? (['queries', 'cpu'] as const) : (['cpu', 'queries'] as const)
  if (autoscaling.has(unused))
    autoscaling.keyProblem(
      unused,
      `${unused} has no effect ${isKeda ? 'with' : 'without'} by: keda.`,
      `Write ${used}: ${isKeda ? 10 : 70}, or ${isKeda ? 'remove by' : 'add by: keda'}.`,
    )
  if (!isKeda)
    return {
      'autoscaling.cpu': String(readWholeNumber(autoscaling, 'cpu', { from: 10, to: 500, example: 70 }) ?? 70),
    }
  const query = environment.value('query')
  if (isObject(query) && query.tenancy !== undefined)
    autoscaling.problem(
      ['by'],
      'KEDA asks the query without a tenant, which then has no metrics of the stack because of query.tenancy.',
      'Remove by: keda, or remove tenancy.',
    )
  // Half of --query.max-concurrent.
  const queries = readWholeNumber(autoscaling, 'queries', { from: 1, to: 1000, example: 10 }) ?? 10
  return { 'autoscaling.queries': String(queries) }
}
