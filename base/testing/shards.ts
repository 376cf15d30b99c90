import { tls } from './tls.ts'

/** Shards, each with settings that differ per shard or per endpoint. */
export const shards = {
  'store-shards-by-hash':
    'store: {shards: 3, group: true, limits: {series: 500k, samples: 50M, downloadedBytes: 2GB}}\nzones: 3\n',
  'store-shards-by-time': `store: {shards: {by: time, ages: [2w, 8w]}}\n${tls['own-ca']}`,
  'prometheus-shards': `prometheus: {shards: 3}\nrule: {shards: 2}\ncompact: {shards: 2, deduplicate: prometheus}\n${tls['own-ca']}`,
  'compact-shards': 'compact: {shards: 2, deduplicate: prometheus}\n',
  'compact-tenants': `compact: {tenants: {team-a: 30d, Team.B: {raw: 60d, 5m: 180d, 1h: 2y}}, deduplicate: receivers}\n${tls['own-ca']}`,
} as const
