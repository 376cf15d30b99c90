import type { Scenario } from './scenario.ts'

const http = ['--http-address=127.0.0.1:{http}', '--log.level=warn']
const servers = [...http, '--grpc-address=127.0.0.1:{other}']
const bucket = '--objstore.config={type: FILESYSTEM, config: {directory: "{folder}/bucket"}}'
const unreachable = '127.0.0.1:1'

const memcached = `{addresses: ["${unreachable}"]}`
const discoveredMemcached = '{addresses: ["{memcached}"], auto_discovery: true}'
const redis = '{addr: "{redis}"}'
/** Lists of blocks and their parts in object storage. */
const bucketCache = { blocks_iter_ttl: '5m', metafile_max_size: '1MiB' }

const query: readonly Scenario[] = [
  ['--query.promql-engine=prometheus', '--query.mode=local'],
  ['--query.promql-engine=thanos', '--query.mode=distributed'],
].map((engine) => ({
  command: 'query',
  args: [
    ...servers,
    ...engine,
    `--endpoint=${unreachable}`,
    `--endpoint-strict=127.0.0.1:2`,
    '--endpoint.sd-config-file={folder}/endpoints.yml',
    '--store.sd-files={folder}/stores.yml',
    '--query.active-query-path={folder}',
    '--query.enforce-tenancy',
    '--selector.relabel-config=[]',
  ],
  files: { 'endpoints.yml': `endpoints: [{address: "${unreachable}"}]`, 'stores.yml': '[]' },
}))

const store: readonly Scenario[] = [
  {
    type: 'IN-MEMORY',
    index: '{max_size: 10MB, max_item_size: 1MB}',
    cache: '{max_size: 10MB, max_item_size: 1MB}',
  },
  { type: 'MEMCACHED', index: memcached, cache: memcached },
  { type: 'MEMCACHED', index: discoveredMemcached, cache: discoveredMemcached },
  { type: 'REDIS', index: redis, cache: redis },
  {
    type: 'GROUPCACHE',
    cache:
      '{self_url: "http://127.0.0.1:{http}", peers: ["http://127.0.0.1:{http}"], groupcache_group: a, dns_sd_resolver: miekgdns}',
  },
].map(({ type, index, cache }) => ({
  command: 'store',
  args: [
    ...servers,
    bucket,
    '--data-dir={folder}/data',
    ...(index === undefined ? [] : [`--index-cache.config={type: ${type}, config: ${index}}`]),
    `--store.caching-bucket.config=${JSON.stringify({ type, ...bucketCache }).slice(0, -1)}, "config": ${cache}}`,
    '--store.enable-index-header-lazy-reader',
    '--store.enable-lazy-expanded-postings',
    '--matcher-cache-size=10',
    '--selector.relabel-config=[]',
  ],
}))

const receive: Scenario = {
  command: 'receive',
  args: [
    ...servers,
    bucket,
    '--remote-write.address=127.0.0.1:{third}',
    '--tsdb.path={folder}/data',
    '--label=replica="a"',
    `--receive.local-endpoint=127.0.0.1:{other}`,
    '--receive.hashrings-file={folder}/hashrings.json',
    '--receive.limits-config-file={folder}/limits.yml',
    '--receive.otlp-promote-resource-attributes=a',
    '--receive.relabel-config=[]',
    '--tsdb.max-exemplars=10',
    '--tsdb.write-queue-size=10',
    '--tsdb.head.expanded-postings-cache-size=1000',
    '--tsdb.block.expanded-postings-cache-size=1000',
    '--matcher-cache-size=10',
    '--receive.hashrings-algorithm=ketama',
  ],
  files: {
    'hashrings.json': JSON.stringify([
      { hashring: 'a', endpoints: ['127.0.0.1:{other}', unreachable], shuffle_sharding_config: { shard_size: 1 } },
    ]),
    'limits.yml': `write: {global: {max_concurrency: 10, meta_monitoring_url: "{doubles}", meta_monitoring_limit_query: a}, default: {head_series_limit: 10}}`,
    // Its metrics have one instance per tenant.
    'data/default-tenant/thanos.shipper.json': '{"version":1,"uploaded":[]}',
  },
}

const rule: readonly Scenario[] = [
  [bucket, '--tsdb.block-duration=2h', `--query=${unreachable}`],
  [bucket, `--grpc-query-endpoint=${unreachable}`],
  [`--remote-write.config=remote_write: [{url: "http://${unreachable}/"}]`, `--query=${unreachable}`],
].map((args) => ({
  command: 'rule',
  args: [
    ...servers,
    ...args,
    '--data-dir={folder}/data',
    '--label=replica="a"',
    '--rule-file={folder}/rules.yml',
    `--alertmanagers.url=http://${unreachable}`,
    '--eval-interval=1s',
  ],
  files: {
    'rules.yml':
      'groups: [{name: a, interval: 1s, rules: [{record: b, expr: vector(1)}, {alert: C, expr: vector(1)}]}]',
  },
}))

const frontend: readonly Scenario[] = [
  'type: IN-MEMORY, config: {max_size: 10MB, validity: 1h}',
  `type: MEMCACHED, config: ${memcached}`,
  `type: REDIS, config: ${redis}`,
].map((cache) => ({
  command: 'query-frontend',
  args: [
    ...http,
    `--query-frontend.downstream-url=http://${unreachable}`,
    `--query-range.response-cache-config={${cache}}`,
    `--labels.response-cache-config={${cache}}`,
    '--query-frontend.vertical-shards=2',
    '--query-frontend.force-query-stats',
    '--query-frontend.log-queries-longer-than=1s',
    '--cache-compression-type=snappy',
  ],
}))

export const thanosScenarios: readonly Scenario[] = [
  {
    command: 'compact',
    args: [
      ...http,
      bucket,
      '--wait',
      '--wait-interval=5s',
      '--data-dir={folder}/data',
      '--deduplication.func=penalty',
      '--deduplication.replica-label=replica',
      '--compact.enable-vertical-compaction',
      '--compact.progress-interval=1s',
    ],
  },
  ...query,
  ...frontend,
  receive,
  ...rule,
  {
    command: 'sidecar',
    args: [
      ...servers,
      bucket,
      '--tsdb.path={folder}/data',
      '--prometheus.url={doubles}',
      '--reloader.config-file={folder}/in.yml',
      '--reloader.config-envsubst-file={folder}/out.yml',
      '--reloader.rule-dir={folder}/rules',
      '--shipper.upload-compacted',
    ],
    files: { 'in.yml': 'global: {}', 'rules/a.yml': 'groups: []', 'data/a': '' },
  },
  ...store,
  {
    command: 'tools bucket replicate',
    args: [...http, bucket, '--objstore-to.config={type: FILESYSTEM, config: {directory: "{folder}/copy"}}'],
  },
  { command: 'tools bucket web', args: [...http, bucket, '--timeout=1m', '--refresh=1m'] },
]
