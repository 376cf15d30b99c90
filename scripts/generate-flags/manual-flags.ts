// Facts that `--help` does not contain: the types of values, and hidden flags. Copied from the sources of the programs:
// cmd/thanos/*.go of Thanos v0.42.4, cmd/prometheus/main.go of Prometheus v3.13.2, cmd/alertmanager/main.go of Alertmanager v0.34.0,
// and the manual of memcached 1.6. Review them when you add a version.

import type { Flag } from '@thanos-gitops/workloads'

export interface ManualFlags {
  /** Details by flag, or by command and flag. */
  readonly details: Readonly<Record<string, Partial<Flag>>>
  /** What to do about a flag that `--help` marks as deprecated. */
  readonly replacements: Readonly<Record<string, string>>
  /** Flags that `--help` omits. `commands` lists the commands that have the flag; for a program without commands it is `['']`. */
  readonly hidden: readonly (Flag & {
    readonly name: string
    readonly commands: readonly string[]
    readonly since?: string
    readonly until?: string
  })[]
}

/** Gives all names of a list the same value. */
const all = <T>(names: string, value: T): Record<string, T> =>
  Object.fromEntries(
    names
      .trim()
      .split(/\s+/)
      .map((name) => [name, value]),
  )
const oneOf = (...values: string[]): Partial<Flag> => ({ type: 'enum', values })
const tlsVersions = oneOf('1.0', '1.1', '1.2', '1.3')
const certificateField = oneOf('', 'organization', 'organizationalUnit', 'commonName')
const tools = [
  'cleanup',
  'downsample',
  'inspect',
  'ls',
  'mark',
  'replicate',
  'retention',
  'rewrite',
  'upload-blocks',
  'verify',
  'web',
].map((name) => `tools bucket ${name}`)

const thanos: ManualFlags = {
  details: {
    ...all<Partial<Flag>>(
      `http-grace-period retention.resolution-raw retention.resolution-5m retention.resolution-1h delete-delay query.timeout
       query.default-evaluation-interval query.default-step store.response-timeout store.sd-dns-interval store.unhealthy-timeout
       endpoint.sd-config-reload-interval store.sd-interval tsdb.retention receive.hashrings-file-refresh-interval
       tsdb.too-far-in-future.time-window tsdb.out-of-order.time-window tsdb.block-duration ignore-deletion-marks-delay`,
      { type: 'model-duration' },
    ),
    ...all<Partial<Flag>>(
      `query.lookback-delta query-range.min-split-interval query-range.max-split-interval query-range.max-query-length
       query-frontend.log-queries-longer-than`,
      { type: 'go-duration' },
    ),
    ...all<Partial<Flag>>('min-time max-time', { type: 'time-or-duration' }),
    ...all<Partial<Flag>>(
      `query.telemetry.request-duration-seconds-quantiles query.telemetry.request-samples-quantiles
       query.telemetry.request-series-seconds-quantiles store.posting-group-max-key-series-ratio`,
      { type: 'float' },
    ),
    ...all<Partial<Flag>>('endpoint endpoint-group endpoint-strict endpoint-group-strict', { type: 'address' }),
    ...all<Partial<Flag>>(
      `store.limits.request-series store.limits.request-samples receive.forward.async-workers receive.replication-factor
       tsdb.head.expanded-postings-cache-size tsdb.block.expanded-postings-cache-size store.grpc.touched-series-limit
       store.grpc.series-sample-limit`,
      { type: 'uint' },
    ),
    ...all<Partial<Flag>>(
      'tsdb.max-retention-bytes store.grpc.downloaded-bytes-limit index-cache-size chunk-pool-size',
      { type: 'bytes' },
    ),
    ...all<Partial<Flag>>(
      'query.sd-files store.sd-files receive.hashrings-file receive.hashrings receive.grpc-service-config',
      { type: 'string' },
    ),
    ...all<Partial<Flag>>(
      'grpc-server-tls-min-version grpc-client-tls-min-version remote-write.server-tls-min-version remote-write.client-tls-min-version',
      tlsVersions,
    ),
    ...all<Partial<Flag>>('receive.tenant-certificate-field query.tenant-certificate-field', certificateField),
    ...all<Partial<Flag>>('grpc-compression receive.grpc-compression', oneOf('snappy', 'none')),
    'store consistency-delay': { type: 'model-duration' },
    'rule query.default-step': { type: 'go-duration' },
    ...Object.fromEntries(
      ['cleanup', 'retention'].map((name) => [`tools bucket ${name} delete-delay`, { type: 'go-duration' } as const]),
    ),
    'tools bucket inspect output': oneOf('table', 'tsv', 'csv'),
    ...Object.fromEntries(
      ['mark id', 'mark marker', 'rewrite id'].map((name) => [`tools bucket ${name}`, { required: true }]),
    ),
    'tools bucket mark marker': {
      ...oneOf('deletion-mark.json', 'no-compact-mark.json', 'no-downsample-mark.json'),
      required: true,
    },
    'prometheus.url': { type: 'url' },
    'query-frontend.vertical-shards': { type: 'int' },
    'log.level': oneOf('error', 'warn', 'info', 'debug'),
    'log.format': oneOf('logfmt', 'json', 'journald'),
    'deduplication.func': oneOf('penalty', 'chain'),
    'compact deduplication.func': oneOf('penalty', ''),
    'hash-func': oneOf('SHA256', ''),
    'query.promql-engine': oneOf('prometheus', 'thanos'),
    'query.mode': oneOf('local', 'distributed'),
    'query.conn-metric.label': oneOf('external_labels', 'store_type', 'ip_port'),
    'receive.hashrings-algorithm': oneOf('hashmod', 'ketama'),
    'receive.replication-protocol': oneOf('protobuf', 'capnproto'),
    'query.http-method': oneOf('GET', 'POST'),
    'reloader.method': oneOf('http', 'signal'),
    'store.index-header-lazy-download-strategy': oneOf('eager', 'lazy'),
    'sort-by': oneOf(
      'ULID',
      'FROM',
      'UNTIL',
      'RANGE',
      'UNTIL-DOWN',
      '#SERIES',
      '#SAMPLES',
      '#CHUNKS',
      'COMP-LEVEL',
      'COMP-FAILED',
      'LABELS',
      'RESOLUTION',
      'SOURCE',
    ),
    rules: { required: true },
  },
  replacements: {
    ...all(
      'endpoint endpoint-group endpoint-strict endpoint-group-strict store.sd-files',
      'List the addresses in --endpoint.sd-config-file.',
    ),
    'store.sd-interval': 'Use --endpoint.sd-config-reload-interval.',
    ...all(
      'grpc-client-tls-secure grpc-client-tls-skip-verify grpc-client-tls-cert grpc-client-tls-key grpc-client-tls-ca grpc-client-tls-min-version grpc-client-server-name grpc-compression',
      'Set it per endpoint, in client_config of --endpoint.sd-config-file.',
    ),
    'query-frontend.org-id-header': 'Use --query-frontend.tenant-header.',
    'tsdb.enable-native-histograms': 'Remove it: it has no effect.',
    'store.grpc.series-sample-limit': 'Use --store.limits.request-samples.',
    'store.grpc.touched-series-limit': 'Use --store.limits.request-series.',
  },
  hidden: [
    { name: 'debug.halt-on-error', commands: ['compact'], type: 'bool', default: 'true' },
    { name: 'debug.accept-malformed-index', commands: ['compact'], type: 'bool' },
    { name: 'debug.max-compaction-level', commands: ['compact'], type: 'int', default: '4' },
    { name: 'compact.enable-vertical-compaction', commands: ['compact'], type: 'bool' },
    { name: 'compact.block-max-index-size', commands: ['compact'], type: 'bytes', default: '64GB' },
    { name: 'compact.skip-block-with-out-of-order-chunks', commands: ['compact'], type: 'bool' },
    {
      name: 'debug.name',
      commands: [
        'compact',
        'query',
        'query-frontend',
        'receive',
        'rule',
        'sidecar',
        'store',
        'tools bucket',
        ...tools,
        'tools rules-check',
      ],
      type: 'string',
    },
    { name: 'query.disable-fallback', commands: ['query'], type: 'bool' },
    { name: 'query.dynamic-lookback-delta', commands: ['query'], type: 'bool', default: 'true' },
    { name: 'query.distributed-with-overlapping-interval', commands: ['query'], type: 'bool', since: '0.39.0' },
    { name: 'query.instant.default.max_source_resolution', commands: ['query'], type: 'model-duration', default: '0s' },
    ...['rule', 'target', 'metric-metadata', 'exemplar', 'status'].map(
      (name) =>
        ({
          name: `${name}.partial-response`,
          commands: ['query'],
          type: 'bool',
          default: 'true',
          ...(name === 'status' && { since: '0.40.0' }),
        }) as const,
    ),
    { name: 'grpc.proxy-strategy', commands: ['query'], type: 'enum', values: ['eager', 'lazy'], default: 'eager' },
    { name: 'store.sd-dns-resolver', commands: ['query'], type: 'string', default: 'miekgdns' },
    { name: 'endpoint.info-timeout', commands: ['query'], type: 'model-duration', default: '5s' },
    { name: 'inject-test-addresses', commands: ['query'], type: 'address', repeatable: true },
    {
      name: 'query.lazy-retrieval-max-buffered-responses',
      commands: ['query'],
      type: 'int',
      default: '20',
      since: '0.38.0',
    },
    ...['rule', 'target', 'metadata', 'exemplar'].map(
      (name) => ({ name, commands: ['query'], type: 'address', repeatable: true, until: '0.38.0' }) as const,
    ),
    { name: 'query-frontend.tenant-header', commands: ['query-frontend'], type: 'string', default: 'THANOS-TENANT' },
    {
      name: 'query-frontend.default-tenant-id',
      commands: ['query-frontend'],
      type: 'string',
      default: 'default-tenant',
    },
    {
      name: 'query-frontend.tenant-certificate-field',
      commands: ['query-frontend'],
      type: 'enum',
      values: ['', 'organization', 'organizationalUnit', 'commonName'],
    },
    { name: 'receive.artificial-max-delay', commands: ['receive'], type: 'model-duration', default: '0s' },
    { name: 'receive-forward-timeout', commands: ['receive'], type: 'model-duration', default: '5s' },
    { name: 'receive-forward-max-backoff', commands: ['receive'], type: 'model-duration', default: '5s' },
    { name: 'tsdb.min-block-duration', commands: ['receive'], type: 'model-duration', default: '2h' },
    { name: 'tsdb.max-block-duration', commands: ['receive'], type: 'model-duration', default: '2h' },
    { name: 'tsdb.write-queue-size', commands: ['receive'], type: 'int', default: '0' },
    { name: 'tsdb.memory-snapshot-on-shutdown', commands: ['receive'], type: 'bool' },
    {
      name: 'writer.intern',
      commands: ['receive'],
      type: 'bool',
      deprecated: 'Thanos versions after v0.42 do not have it. Remove it.',
    },
    { name: 'receive.limits-config-reload-timer', commands: ['receive'], type: 'go-duration', default: '1s' },
    { name: 'receive.limits-config-file', commands: ['receive'], type: 'path' },
    { name: 'receive.limits-config', commands: ['receive'], type: 'yaml' },
    { name: 'shipper.allow-out-of-order-uploads', commands: ['receive', 'rule', 'sidecar'], type: 'bool' },
    { name: 'shipper.skip-corrupted-blocks', commands: ['receive', 'rule', 'sidecar'], type: 'bool', since: '0.38.0' },
    { name: 'shipper.ignore-unequal-block-size', commands: ['rule', 'sidecar'], type: 'bool' },
    { name: 'shipper.ignore-unequal-block-size', commands: ['receive'], type: 'bool', until: '0.42.0' },
    { name: 'query.sd-dns-resolver', commands: ['rule'], type: 'string', default: 'miekgdns' },
    { name: 'query.only-prometheus-params', commands: ['rule'], type: 'bool' },
    { name: 'debug.series-batch-size', commands: ['store'], type: 'int', default: '10000' },
    { name: 'debug.estimated-max-series-size', commands: ['store'], type: 'uint', default: '65536' },
    { name: 'debug.estimated-max-chunk-size', commands: ['store'], type: 'uint', default: '16000' },
    { name: 'debug.advertise-compatibility-label', commands: ['store'], type: 'bool', until: '0.42.0' },
    { name: 'store.index-header-posting-offsets-in-mem-sampling', commands: ['store'], type: 'int', default: '32' },
    { name: 'store.index-header-lazy-reader-idle-timeout', commands: ['store'], type: 'go-duration', default: '5m' },
    { name: 'store.caching-bucket.config-file', commands: ['store'], type: 'path' },
    { name: 'store.caching-bucket.config', commands: ['store'], type: 'yaml' },
  ],
}

const prometheus: ManualFlags = {
  details: {
    ...all<Partial<Flag>>(
      `config.auto-reload-interval web.read-timeout storage.tsdb.retention.time storage.tsdb.block-reload-interval storage.remote.flush-deadline
       storage.agent.retention.min-time storage.agent.retention.max-time rules.alert.for-outage-tolerance rules.alert.for-grace-period
       rules.alert.resend-delay query.lookback-delta query.timeout`,
      { type: 'model-duration' },
    ),
    'storage.tsdb.retention.size': { type: 'bytes' },
    'log.level': oneOf('debug', 'info', 'warn', 'error'),
    'log.format': oneOf('logfmt', 'json'),
    'web.external-url': { type: 'url' },
  },
  replacements: all(
    'storage.tsdb.retention.time storage.tsdb.retention.size',
    'Set it under storage.tsdb.retention of the configuration file.',
  ),
  hidden: [
    { name: 'storage.tsdb.min-block-duration', commands: [''], type: 'model-duration', default: '2h' },
    { name: 'storage.tsdb.max-block-duration', commands: [''], type: 'model-duration' },
    { name: 'storage.tsdb.max-block-chunk-segment-size', commands: [''], type: 'bytes' },
    { name: 'storage.tsdb.wal-segment-size', commands: [''], type: 'bytes' },
    { name: 'storage.tsdb.allow-overlapping-compaction', commands: [''], type: 'bool', default: 'true' },
    { name: 'storage.tsdb.wal-compression', commands: [''], type: 'bool', default: 'true' },
    {
      name: 'storage.tsdb.wal-compression-type',
      commands: [''],
      type: 'enum',
      values: ['snappy', 'zstd'],
      default: 'snappy',
    },
    { name: 'storage.tsdb.samples-per-chunk', commands: [''], type: 'int', default: '120' },
    { name: 'storage.tsdb.block-reload-interval', commands: [''], type: 'model-duration', default: '1m' },
    { name: 'storage.tsdb.delayed-compaction.max-percent', commands: [''], type: 'int', default: '10' },
    { name: 'storage.agent.wal-segment-size', commands: [''], type: 'bytes' },
    { name: 'storage.agent.wal-compression', commands: [''], type: 'bool', default: 'true' },
    {
      name: 'storage.agent.wal-compression-type',
      commands: [''],
      type: 'enum',
      values: ['snappy', 'zstd'],
      default: 'snappy',
    },
    { name: 'storage.agent.wal-truncate-frequency', commands: [''], type: 'model-duration' },
    { name: 'scrape.adjust-timestamps', commands: [''], type: 'bool', default: 'true' },
    { name: 'scrape.timestamp-tolerance', commands: [''], type: 'go-duration', default: '2ms' },
    { name: 'scrape.discovery-reload-interval', commands: [''], type: 'model-duration', default: '5s' },
    { name: 'write-documentation', commands: [''], type: 'bool' },
  ],
}

const alertmanager: ManualFlags = {
  details: {
    ...all<Partial<Flag>>('log.level', oneOf('debug', 'info', 'warn', 'error')),
    ...all<Partial<Flag>>('log.format', oneOf('logfmt', 'json')),
    ...all<Partial<Flag>>('web.timeout', { type: 'go-duration' }),
    'web.external-url': { type: 'url' },
    'cluster.peer': { type: 'address' },
  },
  replacements: {},
  hidden: [],
}

const memcached: ManualFlags = {
  details: {
    ...all<Partial<Flag>>('port udp-port memory-limit conn-limit threads max-reqs-per-event listen-backlog', {
      type: 'int',
    }),
    extended: { type: 'string', repeatable: true },
    listen: { type: 'string', repeatable: true },
    verbose: { type: 'bool', repeatable: true },
  },
  replacements: {},
  hidden: [],
}

export const manualFlags: Readonly<Record<string, ManualFlags>> = { thanos, prometheus, alertmanager, memcached }
