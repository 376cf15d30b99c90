/** A flag that a program no longer has. The catalogue does not contain all versions, so a comparison would not find it. */
export interface RemovedFlag {
  readonly program: string
  /** The commands that had it. */
  readonly commands: readonly string[]
  readonly name: string
  /** The first version without it. */
  readonly since: string
  /** How to replace the flag; undefined if no flag replaces it. */
  readonly remedy?: string
}

const useEndpointsFile = 'List the addresses in --endpoint.sd-config-file.'

// https://github.com/thanos-io/thanos/blob/v0.42.4/CHANGELOG.md, https://github.com/prometheus/prometheus/blob/v3.13.2/CHANGELOG.md
export const removedFlags: readonly RemovedFlag[] = [
  ...['store', 'rule', 'metadata', 'target', 'exemplar'].map((name) => ({
    program: 'thanos',
    commands: ['query'],
    name,
    since: '0.38.0',
    remedy: useEndpointsFile,
  })),
  {
    program: 'thanos',
    commands: ['query'],
    name: 'store-strict',
    since: '0.38.0',
    remedy: 'List the address with `strict: true` in --endpoint.sd-config-file.',
  },
  {
    program: 'thanos',
    commands: ['query', 'query-frontend', 'rule'],
    name: 'log.request.decision',
    since: '0.33.0',
    remedy: 'Use --request.logging-config-file.',
  },
  {
    program: 'thanos',
    commands: ['query-frontend'],
    name: 'query-frontend.log_queries_longer_than',
    since: '0.16.0',
    remedy: 'Use --query-frontend.log-queries-longer-than.',
  },
  {
    program: 'thanos',
    commands: ['sidecar'],
    name: 'receive.connection-pool-size',
    since: '0.24.0',
    remedy: 'Use --prometheus.http-client-file.',
  },
  {
    program: 'thanos',
    commands: ['sidecar'],
    name: 'receive.connection-pool-size-per-host',
    since: '0.24.0',
    remedy: 'Use --prometheus.http-client-file.',
  },
  {
    program: 'thanos',
    commands: ['compact'],
    name: 'block-sync-concurrency',
    since: '0.28.0',
    remedy: 'Use --block-meta-fetch-concurrency.',
  },
  { program: 'thanos', commands: ['store'], name: 'debug.advertise-compatibility-label', since: '0.42.0' },
  { program: 'thanos', commands: ['receive'], name: 'shipper.ignore-unequal-block-size', since: '0.42.0' },
  { program: 'thanos', commands: ['receive'], name: 'writer.intern', since: '0.43.0' },
  ...['storage.tsdb.allow-overlapping-blocks', 'alertmanager.timeout'].map((name) => ({
    program: 'prometheus',
    commands: [''],
    name,
    since: '3.0.0',
  })),
  {
    program: 'prometheus',
    commands: [''],
    name: 'storage.tsdb.retention',
    since: '3.0.0',
    remedy: 'Set storage.tsdb.retention in the configuration file.',
  },
]

/** The removal of a flag from a command; undefined for a flag that was not removed. */
export const removedFlag = (program: string, command: string, name: string): RemovedFlag | undefined =>
  removedFlags.find((flag) => flag.program === program && flag.name === name && flag.commands.includes(command))
