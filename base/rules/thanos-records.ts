// The recording rules of thanos-mixin, with its names, for dashboards that read them.
import { onlyWith } from '../component-names.ts'
import { slowestHttp } from './expressions.ts'

const query = 'thanos-query'
const store = 'thanos-store'
const router = 'thanos-receive-router'

const failures = 'Unknown|ResourceExhausted|Internal|Unavailable|DataLoss|DeadlineExceeded'

/** The share of the calls of a type that fail. `unary` calls have one response, others a stream of them. */
const failedCalls = (record: string, job: string, side: 'client' | 'server', type: 'unary' | 'server_stream') => ({
  record,
  expr: `
sum by (job) (rate(grpc_${side}_handled_total{job="${job}", grpc_type="${type}", grpc_code=~"${failures}"}[5m]))
  /
sum by (job) (rate(grpc_${side}_started_total{job="${job}", grpc_type="${type}"}[5m]))`.trim(),
})

const share = (record: string, part: string, whole: string) => ({
  record,
  expr: `
sum by (job) (rate(${part}[5m]))
  /
sum by (job) (rate(${whole}[5m]))`.trim(),
})

const quantile = { quantile: '0.99' }

export const mixinRecords = [
  {
    name: 'thanos-query-records',
    rules: [
      failedCalls(':grpc_client_failures_per_unary:sum_rate', query, 'client', 'unary'),
      failedCalls(':grpc_client_failures_per_stream:sum_rate', query, 'client', 'server_stream'),
      share(
        ':thanos_query_store_apis_dns_failures_per_lookup:sum_rate',
        `thanos_query_endpoints_dns_failures_total{job="${query}"}`,
        `thanos_query_endpoints_dns_lookups_total{job="${query}"}`,
      ),
      { record: ':query_duration_seconds:histogram_quantile', expr: slowestHttp(query, 'query'), labels: quantile },
      {
        record: ':api_range_query_duration_seconds:histogram_quantile',
        expr: slowestHttp(query, 'query_range'),
        labels: quantile,
      },
    ],
  },
  {
    name: 'thanos-store-records',
    rules: [
      failedCalls(':thanos_query_store_grpc_server_failures_per_unary:sum_rate', store, 'server', 'unary'),
      failedCalls(':thanos_query_store_grpc_server_failures_per_stream:sum_rate', store, 'server', 'server_stream'),
      share(
        ':thanos_objstore_bucket_failures_per_operation:sum_rate',
        `thanos_objstore_bucket_operation_failures_total{job="${store}"}`,
        `thanos_objstore_bucket_operations_total{job="${store}"}`,
      ),
      {
        record: ':thanos_objstore_bucket_operation_duration_seconds:histogram_quantile',
        expr: `histogram_quantile(0.99, sum by (job, le) (rate(thanos_objstore_bucket_operation_duration_seconds_bucket{job="${store}"}[5m])))`,
        labels: quantile,
      },
    ],
  },
  onlyWith('thanos-receive', {
    name: 'thanos-receive-records',
    rules: [
      failedCalls(':thanos_query_receive_grpc_server_failures_per_unary:sum_rate', 'thanos-receive', 'server', 'unary'),
      failedCalls(
        ':thanos_query_receive_grpc_server_failures_per_stream:sum_rate',
        'thanos-receive',
        'server',
        'server_stream',
      ),
      share(
        ':http_failure_per_request:sum_rate',
        `http_requests_total{job="${router}", handler="receive", code=~"5.."}`,
        `http_requests_total{job="${router}", handler="receive"}`,
      ),
      {
        record: ':http_request_duration_seconds:histogram_quantile',
        expr: slowestHttp(router, 'receive'),
        labels: quantile,
      },
      share(
        ':thanos_receive_replication_failure_per_requests:sum_rate',
        `thanos_receive_replications_total{job="${router}", result="error"}`,
        `thanos_receive_replications_total{job="${router}"}`,
      ),
      share(
        ':thanos_receive_forward_failure_per_requests:sum_rate',
        `thanos_receive_forward_requests_total{job="${router}", result="error"}`,
        `thanos_receive_forward_requests_total{job="${router}"}`,
      ),
      share(
        ':thanos_receive_hashring_file_failure_per_refresh:sum_rate',
        `thanos_receive_hashrings_file_errors_total{job="${router}"}`,
        `thanos_receive_hashrings_file_refreshes_total{job="${router}"}`,
      ),
    ],
  }),
]
