import { isObject, type MappingReader, type PrometheusField, type PrometheusSettings } from '@thanos-gitops/manifest'
import { SettingWriter } from '../alerting/setting-writer.ts'
import { readShards } from './load-shards.ts'
import { ownReceivers, readRemoteWrite } from './read-remote-write.ts'

const keys = ['agent', 'remoteWrite', 'shards'] as const
type PrometheusReader = MappingReader<(typeof keys)[number]>

type Fields = MappingReader<'prometheus' | 'components' | 'query' | 'externalUrls'>

/** Reads `prometheus`: agent mode, where it sends its samples, and its shards. Undefined without the setting. Reports every problem. */
export function readPrometheus(fields: Fields): PrometheusSettings | undefined {
  const prometheus = fields.mapping('prometheus', keys)
  if (prometheus === undefined) return undefined
  const writer = new SettingWriter()
  const isAgent = prometheus.boolean('agent')
  const shards = readShards(prometheus, ['hash'])
  if (isAgent) reportWithAgent(fields, prometheus)
  if (shards !== undefined) reportWithShards(fields, prometheus)
  if (isAgent || shards !== undefined) reportQueryOfOthers(fields, prometheus, isAgent ? 'agent' : 'shards')
  const remoteWrite = isOwnReceivers(prometheus, isAgent)
    ? {}
    : readRemoteWrite(prometheus, fields.list('components'), writer)
  const rulesInRuler = (setting: 'agent' | 'shards') =>
    writer.write('true', { path: ['prometheus', setting], steps: ['rulesInRuler'] })
  return {
    values: {
      ...remoteWrite,
      ...(isAgent ? { rulesInRuler: rulesInRuler('agent'), ...agentValues(writer) } : {}),
      ...(shards === undefined
        ? {}
        : {
            shardCount: writer.write(shards.list.length, { path: ['prometheus', 'shards'], steps: ['shardCount'] }),
            rulesInRuler: rulesInRuler('shards'),
          }),
    },
    paths: writer.paths,
    ...(shards === undefined ? {} : { shards }),
  }
}

/** An agent always writes to the receivers of the environment. */
function agentValues(writer: SettingWriter): PrometheusSettings['values'] {
  const write = (field: PrometheusField) => writer.write('true', { path: ['prometheus', 'agent'], steps: [field] })
  return {
    agent: write('agent'),
    remoteWrite: write('remoteWrite'),
    'remoteWrite.receive': write('remoteWrite.receive'),
  }
}

function isOwnReceivers(prometheus: PrometheusReader, isAgent: boolean): boolean {
  if (prometheus.value('remoteWrite') !== ownReceivers) return false
  if (!isAgent)
    prometheus.problem(
      ['remoteWrite'],
      'The query reads the samples of Prometheus from its sidecar. With those of the receivers, it would have each series twice.',
      'Write the address of receivers that another query reads: remoteWrite: {url: https://…}. To store all samples in the receivers, without a sidecar, write agent: true.',
    )
  return true
}

/** What the environment needs because Prometheus neither stores samples nor evaluates rules. */
function reportWithAgent(fields: Fields, prometheus: PrometheusReader): void {
  const components = fields.list('components')
  if (!components.includes('thanos-receive'))
    prometheus.problem(
      ['agent'],
      'In agent mode, Prometheus stores no blocks: the receivers store its samples, and the environment has none.',
      'Add thanos-receive to components, or remove agent.',
    )
  if (!components.includes('thanos-rule'))
    prometheus.problem(
      ['agent'],
      'In agent mode, Prometheus evaluates no rules: the ruler does, and the environment has none.',
      'Add thanos-rule to components, or remove agent.',
    )
}

/** What the environment needs, or cannot have, because each Prometheus has the samples of a part of the targets. */
function reportWithShards(fields: Fields, prometheus: PrometheusReader): void {
  // An agent needs it without shards as well.
  if (!fields.list('components').includes('thanos-rule') && prometheus.value('agent') !== true)
    prometheus.problem(
      ['shards'],
      'Rules that compare targets of several shards need a ruler: no shard has all targets.',
      'Add thanos-rule to components, or remove shards.',
    )
  const urls = fields.value('externalUrls')
  if (isObject(urls) && urls.prometheus !== undefined)
    fields.problem(
      ['externalUrls', 'prometheus'],
      'Each shard of Prometheus has a page of its own, with a part of the targets.',
      'Remove the line. The page of the query has all targets: externalUrls: {query: https://thanos.example.com}',
    )
}

/** The ruler evaluates the rules about this cluster, so its query must not have samples of others. */
function reportQueryOfOthers(fields: Fields, prometheus: PrometheusReader, setting: 'agent' | 'shards'): void {
  const query = fields.value('query')
  const asksOthers = isObject(query) && (query.remote !== undefined || query.environments !== undefined)
  if (asksOthers && !fields.list('components').includes('thanos-query-global'))
    prometheus.problem(
      [setting],
      'The ruler would evaluate the rules about this cluster with the samples of other clusters, because its query reads them by query.remote or query.environments.',
      'Add thanos-query-global to components: it asks the other clusters, and the query of the ruler reads this one alone.',
    )
}
