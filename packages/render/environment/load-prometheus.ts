import { isObject, type MappingReader, type PrometheusSettings } from '@thanos-gitops/manifest'
import { SettingWriter } from '../alerting/setting-writer.ts'
import { readShards } from './load-shards.ts'
import { ownReceivers, readRemoteWrite } from './read-remote-write.ts'

const keys = ['remoteWrite', 'shards'] as const
type PrometheusReader = MappingReader<(typeof keys)[number]>

type Fields = MappingReader<'prometheus' | 'components' | 'query' | 'externalUrls'>

/** Reads `prometheus`: where it sends its samples, and its shards. Undefined without the setting. Reports every problem. */
export function readPrometheus(fields: Fields): PrometheusSettings | undefined {
  const prometheus = fields.mapping('prometheus', keys)
  if (prometheus === undefined) return undefined
  const writer = new SettingWriter()
  const remoteWrite = isOwnReceivers(prometheus) ? {} : readRemoteWrite(prometheus, fields.list('components'), writer)
  const shards = readShards(prometheus, ['hash'])
  if (shards === undefined) return { values: remoteWrite, paths: writer.paths }
  reportWithShards(fields, prometheus)
  const at = (field: string) => ({ path: ['prometheus', 'shards'], steps: [field] })
  return {
    values: {
      ...remoteWrite,
      shardCount: writer.write(shards.list.length, at('shardCount')),
      rulesInRuler: writer.write('true', at('rulesInRuler')),
    },
    paths: writer.paths,
    shards,
  }
}

function isOwnReceivers(prometheus: PrometheusReader): boolean {
  if (prometheus.value('remoteWrite') !== ownReceivers) return false
  prometheus.problem(
    ['remoteWrite'],
    'The query reads the samples of Prometheus from its sidecar. With those of the receivers, it would have each series twice.',
    'Write the address of receivers that another query reads: remoteWrite: {url: https://…}',
  )
  return true
}

/** What the environment needs, or cannot have, because each Prometheus has the samples of a part of the targets. */
function reportWithShards(fields: Fields, prometheus: PrometheusReader): void {
  if (!fields.list('components').includes('thanos-rule'))
    prometheus.problem(
      ['shards'],
      'Rules that compare targets of several shards need a ruler: no shard has all targets.',
      'Add thanos-rule to components, or remove shards.',
    )
  const query = fields.value('query')
  const asksOthers = isObject(query) && (query.remote !== undefined || query.environments !== undefined)
  if (asksOthers && !fields.list('components').includes('thanos-query-global'))
    prometheus.problem(
      ['shards'],
      'The ruler would evaluate the rules about this cluster with the samples of other clusters, because its query reads them by query.remote or query.environments.',
      'Add thanos-query-global to components: it asks the other clusters, and the query of the ruler reads this one alone.',
    )
  const urls = fields.value('externalUrls')
  if (isObject(urls) && urls.prometheus !== undefined)
    fields.problem(
      ['externalUrls', 'prometheus'],
      'Each shard of Prometheus has a page of its own, with a part of the targets.',
      'Remove the line. The page of the query has all targets: externalUrls: {query: https://thanos.example.com}',
    )
}
