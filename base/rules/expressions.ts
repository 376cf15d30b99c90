// Expressions that the alerts of several Thanos components share.

export const isDown = (alert: string, job: string, consequence: string) => ({
  alert,
  expr: `absent(up{job="${job}"} == 1)`,
  for: '5m',
  labels: { severity: 'critical' },
  annotations: {
    summary: `No ${job} is up.`,
    description: `Prometheus could not scrape any target of the job ${job} for five minutes. ${consequence}`,
  },
})

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

/** The time of the last upload is 0 before the first upload, so a pod that started recently is excluded. */
export const hasNotUploaded = (job: string) =>
  `
(time() - max by (pod) (thanos_objstore_bucket_last_successful_upload_time{job="${job}"}) > 4 * 3600)
and
(time() - max by (pod) (process_start_time_seconds{job="${job}"}) > 4 * 3600)`.trim()
