// Expressions that the alerts of several Thanos components share.

import { forEachShard, type ShardedSetting, setting } from '@thanos-gitops/manifest'
import { onlyWith, onlyWithout } from '../component-names.ts'
import { podsOfShard, shardSuffix } from '../shards.ts'
import { runbookOf } from './runbook.ts'

/** absent() has no labels here: the label job is that of TargetDown, which the inhibit rules compare. */
export const isDown = (alert: string, job: string, consequence: string) => ({
  alert,
  expr: `absent(up{job="${job}"} == 1)`,
  for: '5m',
  labels: { severity: 'critical', job },
  annotations: {
    runbook_url: runbookOf(alert),
    summary: `No ${job} is up.`,
    description: `Prometheus could not scrape any target of the job ${job} for five minutes. ${consequence}`,
  },
})

/**
 * The alert for all pods of a job, or one for each shard: the others do not have its data.
 *
 * @param mark adds a condition to each alert
 */
export const isDownInShards = (
  of: ShardedSetting,
  alert: string,
  job: string,
  consequence: string,
  mark: <T extends object>(rule: T) => T = (rule) => rule,
) => [
  mark(onlyWithout(of, isDown(alert, job, consequence))),
  forEachShard(
    of,
    mark(
      onlyWith(of, {
        ...isDown(alert, job, consequence),
        expr: `absent(up{job="${job}"${podsOfShard(job)}} == 1)`,
        labels: { severity: 'critical', job, shard: setting('shard.number') },
        annotations: {
          runbook_url: runbookOf(alert),
          summary: `No pod of ${job}${shardSuffix} is up.`,
          description: `Prometheus could not scrape any pod of ${job}${shardSuffix} for five minutes. ${consequence}`,
        },
      }),
    ),
  ),
]

/** Share of the requests that fail, with the codes of server errors. */
export const grpcErrors = (job: string) =>
  `
sum by (pod) (rate(grpc_server_handled_total{job="${job}", grpc_code=~"Unknown|ResourceExhausted|Internal|Unavailable|DataLoss|DeadlineExceeded"}[5m]))
  /
sum by (pod) (rate(grpc_server_started_total{job="${job}"}[5m]))
  > 0.05`.trim()

/** Share of the object storage operations that fail. */
export const bucketErrors = (job: string) =>
  `
sum by (pod) (rate(thanos_objstore_bucket_operation_failures_total{job="${job}"}[5m]))
  /
sum by (pod) (rate(thanos_objstore_bucket_operations_total{job="${job}"}[5m]))
  > 0.05`.trim()

export const httpErrors = (job: string, handler: string) =>
  `
sum by (job) (rate(http_requests_total{job="${job}", handler="${handler}", code=~"5.."}[5m]))
  /
sum by (job) (rate(http_requests_total{job="${job}", handler="${handler}"}[5m]))
  > 0.05`.trim()

/** The time that one in a hundred requests exceeds. Handlers differ in what is slow. */
export const slowestHttp = (job: string, handler: string) =>
  `histogram_quantile(0.99, sum by (job, le) (rate(http_request_duration_seconds_bucket{job="${job}", handler="${handler}"}[5m])))`

/** The time of the last upload is 0 before the first upload, so a pod that started recently is excluded. */
export const hasNotUploaded = (job: string) =>
  `
(time() - max by (pod) (thanos_objstore_bucket_last_successful_upload_time{job="${job}"}) > 4 * 3600)
and
(time() - max by (pod) (process_start_time_seconds{job="${job}"}) > 4 * 3600)`.trim()

/** A receiver that stores no samples has no block to upload: some have arrived now, and in time for a block. */
export const hasSamplesToUpload = (job: string) =>
  `
(sum by (pod) (increase(prometheus_tsdb_head_samples_appended_total{job="${job}"}[1h])) > 0)
and
(sum by (pod) (increase(prometheus_tsdb_head_samples_appended_total{job="${job}"}[1h] offset 3h)) > 0)`.trim()
