import { expect, it } from 'vitest'
import { metricsOfExposition } from './exposition.ts'

it('reads names, types and labels, without those of buckets and quantiles', () =>
  expect(
    metricsOfExposition(
      `# HELP node_md_disks Number of disks.
# TYPE node_md_disks gauge
node_md_disks{device="md0",state="active"} 2
node_md_disks{device="md, x=\\"1\\"",state="failed"} 0
# TYPE node_boot_time_seconds gauge
node_boot_time_seconds 1.4e+09
# TYPE http_request_seconds histogram
http_request_seconds_bucket{handler="/",le="0.1"} 3
http_request_seconds_sum{handler="/"} 1
# TYPE gc_seconds summary
gc_seconds{quantile="0.5"} 1
`,
      '',
    ),
  ).toEqual({
    node_md_disks: { type: 'gauge', labels: ['device', 'state'], declared: true },
    node_boot_time_seconds: { type: 'gauge', labels: [], declared: true },
    http_request_seconds: { type: 'histogram', labels: ['handler'], declared: true },
    gc_seconds: { type: 'summary', labels: [], declared: true },
  }))

it('leaves out metrics without the prefix', () =>
  expect(
    Object.keys(metricsOfExposition('# TYPE node_a gauge\nnode_a 1\n# TYPE test gauge\ntest 1\n', 'node_')),
  ).toEqual(['node_a']))
