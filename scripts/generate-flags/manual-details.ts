// Facts about flags that the programs do not declare: they read these values as strings, and refuse some of them later.
// From cmd/thanos/*.go of Thanos, cmd/prometheus/main.go of Prometheus and cmd/alertmanager/main.go of Alertmanager.
// Review them when you add a version.

import type { Flag } from '@thanos-gitops/workloads'

export interface ManualDetails {
  /** Details by flag, or by command and flag. */
  readonly details: Readonly<Record<string, Partial<Flag>>>
  /** What to do about a flag whose help text marks it as deprecated. */
  readonly replacements: Readonly<Record<string, string>>
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

const thanos: ManualDetails = {
  details: {
    ...all<Partial<Flag>>(
      'grpc-server-tls-min-version grpc-client-tls-min-version remote-write.server-tls-min-version remote-write.client-tls-min-version',
      oneOf('1.0', '1.1', '1.2', '1.3'),
    ),
    // JSON.
    ...all<Partial<Flag>>('receive.hashrings receive.hashrings-file receive.grpc-service-config', { type: 'string' }),
    // Patterns of paths.
    ...all<Partial<Flag>>('query.sd-files store.sd-files', { type: 'string' }),
    // https://github.com/thanos-io/thanos/blob/main/CHANGELOG.md
    'writer.intern': { deprecated: 'Thanos versions after v0.42 do not have it. Remove it.' },
    'tools bucket inspect output': oneOf('table', 'tsv', 'csv'),
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
}

const prometheus: ManualDetails = {
  details: { 'web.external-url': { type: 'url' } },
  replacements: all(
    'storage.tsdb.retention.time storage.tsdb.retention.size',
    'Set it under storage.tsdb.retention of the configuration file.',
  ),
}

const alertmanager: ManualDetails = {
  details: { 'web.external-url': { type: 'url' }, 'cluster.peer': { type: 'address' } },
  replacements: {},
}

const memcached: ManualDetails = {
  details: {
    ...all<Partial<Flag>>('port udp-port memory-limit conn-limit threads max-reqs-per-event listen-backlog', {
      type: 'int',
    }),
    extended: { type: 'string', repeatable: true },
    listen: { type: 'string', repeatable: true },
    verbose: { type: 'bool', repeatable: true },
  },
  replacements: {},
}

export const manualDetails: Readonly<Record<string, ManualDetails>> = { thanos, prometheus, alertmanager, memcached }
