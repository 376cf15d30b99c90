// Replicas that are missing, such as pods that no node can run. A scrape discovers a pod only when it has an address, so
// the number of targets that are up is compared with the rendered number of replicas.
import { forEachShard, replicasOf, type ShardedSetting, setting } from '@thanos-gitops/manifest'
import { alsoOnlyWith, onlyWith, onlyWithout } from '../component-names.ts'
import { podsOfShard, shardSuffix } from '../shards.ts'
import { runbookOf } from './runbook.ts'

const missing = (kind: 'Deployment' | 'StatefulSet', name: string, job = name) => ({
  alert: 'ReplicasMissing',
  expr: `sum by (job) (up{job="${job}"}) < ${replicasOf(kind, name)}`,
  for: '15m',
  labels: { severity: 'warning', job },
  annotations: {
    runbook_url: runbookOf('ReplicasMissing'),
    summary: `Replicas of ${name} are missing.`,
    description: `{{ $value }} of ${replicasOf(kind, name)} replicas of ${name} are up. The next failure can be an outage.`,
  },
})

/** The rule for all replicas, or one for each shard, whose replicas are those of its own workload. */
const missingInShards = (of: ShardedSetting, name: string) => [
  onlyWithout(of, missing('StatefulSet', name)),
  forEachShard(
    of,
    onlyWith(of, {
      ...missing('StatefulSet', name),
      expr: `sum by (job) (up{job="${name}"${podsOfShard(name)}}) < ${replicasOf('StatefulSet', `${name}${shardSuffix}`)}`,
      labels: { severity: 'warning', job: name, shard: setting('shard.number') },
      annotations: {
        runbook_url: runbookOf('ReplicasMissing'),
        summary: `Replicas of ${name}${shardSuffix} are missing.`,
        description: `{{ $value }} of ${replicasOf('StatefulSet', `${name}${shardSuffix}`)} replicas of ${name}${shardSuffix} are up. The next failure can be an outage.`,
      },
    }),
  ),
]

// Zones and shards need the component, so that only the rule without them has it as a condition.
const [allReceivers, ...receiversOfZones] = missingInShards('receive.zones', 'thanos-receive')
const [allRulers, ...rulersOfShards] = missingInShards('rule.shards', 'thanos-rule')

export const replicaRules = {
  groups: [
    {
      name: 'replicas',
      rules: [
        ...missingInShards('prometheus.shards', 'prometheus'),
        ...missingInShards('store.shards', 'thanos-store'),
        missing('Deployment', 'thanos-query'),
        onlyWith('thanos-query-frontend', missing('Deployment', 'thanos-query-frontend')),
        onlyWith('thanos-query-global', missing('Deployment', 'thanos-query-global')),
        alsoOnlyWith('thanos-rule', allRulers!),
        ...rulersOfShards,
        alsoOnlyWith('thanos-receive', allReceivers!),
        ...receiversOfZones,
        onlyWith('thanos-receive', missing('Deployment', 'thanos-receive-router')),
        onlyWith('alertmanager', missing('StatefulSet', 'alertmanager')),
        onlyWith('memcached', missing('StatefulSet', 'memcached', 'memcached-exporter')),
        onlyWith('oauth2-proxy-prometheus', missing('Deployment', 'oauth2-proxy-prometheus')),
        onlyWith('oauth2-proxy-alertmanager', missing('Deployment', 'oauth2-proxy-alertmanager')),
        onlyWith('oauth2-proxy-query', missing('Deployment', 'oauth2-proxy-query')),
        onlyWith('oauth2-proxy-grafana', missing('Deployment', 'oauth2-proxy-grafana')),
        {
          alert: 'ComponentRestarts',
          expr: `
sum by (job, pod) (changes(process_start_time_seconds{job=~"alertmanager|prometheus|thanos-.+"}[30m])) > 2`.trim(),
          for: '5m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('ComponentRestarts'),
            summary: 'A component of the stack restarts repeatedly.',
            description: '{{ $labels.job }} of {{ $labels.pod }} has started {{ $value }} times in 30 minutes.',
          },
        },
      ],
    },
  ],
}
