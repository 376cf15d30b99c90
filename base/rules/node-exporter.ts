// Alerts for the nodes themselves, from node-exporter.
import { onlyWith } from '../component-names.ts'
import { runbookOf } from './runbook.ts'

const job = 'job="node-exporter"'
const series = (metric: string, matchers = '') => `${metric}{${matchers === '' ? job : `${job}, ${matchers}`}}`

/** File systems that can be written. One device can be mounted at several places. */
const freeShare = (free: string, total: string) =>
  `
max by (node, device, mountpoint) (
  ${series(`node_filesystem_${free}`)} / (${series(`node_filesystem_${total}`)} > 0) and ${series('node_filesystem_readonly')} == 0
)`.trim()

const isUsedUpIn = (hours: number, free: string) =>
  `max by (node, device, mountpoint) (predict_linear(${series(`node_filesystem_${free}`)}[6h], ${hours} * 3600)) < 0`

interface FileSystemPart {
  readonly free: string
  readonly total: string
  /** `space` or `inodes`. */
  readonly what: string
  /** The shares below which a prediction is an alert: a program often fills a part of a volume and then cleans up. */
  readonly watched: readonly [warning: number, critical: number]
}

const space: FileSystemPart = { free: 'avail_bytes', total: 'size_bytes', what: 'space', watched: [0.15, 0.1] }
const inodes: FileSystemPart = { free: 'files_free', total: 'files', what: 'inodes', watched: [0.4, 0.2] }

const place = '{{ $labels.mountpoint }} of node {{ $labels.node }}'

/** A warning and a critical alert, of which one fires. */
function almostFull(alert: string, { free, total, what }: FileSystemPart) {
  const annotations = {
    runbook_url: runbookOf(alert),
    summary: `A file system of a node has almost no ${what} left.`,
    description: `${place} has {{ $value | humanizePercentage }} of its ${what} left.`,
  }
  const share = freeShare(free, total)
  return [
    { alert, expr: `0.03 <= ${share} < 0.05`, for: '30m', labels: { severity: 'warning' }, annotations },
    { alert, expr: `${share} < 0.03`, for: '30m', labels: { severity: 'critical' }, annotations },
  ]
}

/** A warning and a critical alert, of which one fires. */
function fillsUp(alert: string, { free, total, what, watched: [warning, critical] }: FileSystemPart) {
  const share = freeShare(free, total)
  const isCritical = `
${share} < ${critical}
and
${isUsedUpIn(4, free)}`.trim()
  const annotations = (time: string) => ({
    runbook_url: runbookOf(alert),
    summary: `A file system of a node will have no ${what} left within ${time}.`,
    description: `${place} has {{ $value | humanizePercentage }} of its ${what} left, and none within ${time} at the current rate.`,
  })
  return [
    {
      alert,
      expr: `
${share} < ${warning}
and
${isUsedUpIn(24, free)}
unless
(
${isCritical}
)`.trim(),
      for: '1h',
      labels: { severity: 'warning' },
      annotations: annotations('a day'),
    },
    { alert, expr: isCritical, for: '1h', labels: { severity: 'critical' }, annotations: annotations('four hours') },
  ]
}

const networkErrors = (direction: 'receive' | 'transmit') => ({
  alert: 'NodeNetworkErrors',
  expr: `
max by (node, device) (
  rate(${series(`node_network_${direction}_errs_total`)}[5m])
    /
  (rate(${series(`node_network_${direction}_packets_total`)}[5m]) > 0)
) > 0.01`.trim(),
  for: '1h',
  labels: { severity: 'warning', direction },
  annotations: {
    runbook_url: runbookOf('NodeNetworkErrors'),
    summary: 'A network interface of a node has errors.',
    description: `{{ $value | humanizePercentage }} of the packets that {{ $labels.device }} of node {{ $labels.node }} should ${direction} are errors.`,
  },
})

const usedFileDescriptors = `max by (node) (${series('node_filefd_allocated')} / (${series('node_filefd_maximum')} > 0))`

const fileDescriptors = (severity: string, expr: string) => ({
  alert: 'NodeFileDescriptorsAlmostUsedUp',
  expr,
  for: '15m',
  labels: { severity },
  annotations: {
    runbook_url: runbookOf('NodeFileDescriptorsAlmostUsedUp'),
    summary: 'A node has almost no file descriptors left.',
    description: 'Node {{ $labels.node }} uses {{ $value | humanizePercentage }} of its file descriptors.',
  },
})

/** Disks, without loop devices and RAM disks. */
const disks = 'device=~"(/dev/)?(mmcblk.p.+|nvme.+|rbd.+|sd.+|vd.+|xvd.+|dm-.+|md.+|dasd.+)"'

/** The collectors that the rules of this file read. */
const collectors = 'collector=~"conntrack|cpu|diskstats|filefd|filesystem|loadavg|meminfo|netdev|timex|vmstat"'

/** Rules for the metrics of node-exporter. NodeMemoryAlmostFull in kubernetes.ts works without it. */
export const nodeExporterRules = onlyWith('node-exporter', {
  groups: [
    {
      name: 'node-exporter',
      rules: [
        {
          alert: 'NodeExportersAreDown',
          expr: `absent(up{${job}} == 1)`,
          for: '15m',
          labels: { severity: 'warning', job: 'node-exporter' },
          annotations: {
            runbook_url: runbookOf('NodeExportersAreDown'),
            summary: 'No node-exporter is up.',
            description:
              'Prometheus could not scrape any node-exporter for 15 minutes. A firewall between the nodes may refuse port 9100.',
          },
        },
        {
          alert: 'NodeMetricsMissing',
          expr: `max by (node, collector) (${series('node_scrape_collector_success', collectors)}) == 0`,
          for: '15m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('NodeMetricsMissing'),
            summary: 'node-exporter cannot read a part of a node.',
            description:
              'The collector {{ $labels.collector }} of node {{ $labels.node }} has failed for 15 minutes. Alerts that read its metrics cannot fire.',
          },
        },
      ],
    },
    {
      name: 'node-filesystems',
      // Each evaluation reads six hours of samples of each file system.
      interval: '2m',
      rules: [
        ...fillsUp('NodeFilesystemFillsUp', space),
        ...almostFull('NodeFilesystemAlmostFull', space),
        ...fillsUp('NodeInodesUsedUpSoon', inodes),
        ...almostFull('NodeInodesAlmostUsedUp', inodes),
      ],
    },
    {
      name: 'nodes',
      rules: [
        networkErrors('receive'),
        networkErrors('transmit'),
        {
          alert: 'NodeConntrackAlmostFull',
          expr: `max by (node) (${series('node_nf_conntrack_entries')} / (${series('node_nf_conntrack_entries_limit')} > 0)) > 0.75`,
          for: '5m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('NodeConntrackAlmostFull'),
            summary: 'A node has almost no room for connections.',
            description:
              'Node {{ $labels.node }} uses {{ $value | humanizePercentage }} of its table of connections. A full table drops packets.',
          },
        },
        {
          // An offset that becomes smaller corrects itself.
          alert: 'NodeClockSkewed',
          expr: `
max by (node) (
  (${series('node_timex_offset_seconds')} > 0.05 and deriv(${series('node_timex_offset_seconds')}[5m]) >= 0)
  or
  (${series('node_timex_offset_seconds')} < -0.05 and deriv(${series('node_timex_offset_seconds')}[5m]) <= 0)
)`.trim(),
          for: '10m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('NodeClockSkewed'),
            summary: 'The clock of a node is wrong.',
            description: 'The clock of node {{ $labels.node }} differs by {{ $value | humanizeDuration }}.',
          },
        },
        {
          // 16 s is the error at which the kernel regards a clock as not synchronized.
          alert: 'NodeClockNotSynchronized',
          expr: `
max by (node) (min_over_time(${series('node_timex_sync_status')}[5m])) == 0
and
max by (node) (${series('node_timex_maxerror_seconds')}) >= 16`.trim(),
          for: '10m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('NodeClockNotSynchronized'),
            summary: 'The clock of a node is not synchronized.',
            description: 'No time service sets the clock of node {{ $labels.node }}.',
          },
        },
        {
          alert: 'NodeRaidDegraded',
          expr: `
max by (node, device) (${series('node_md_disks_required')})
  -
max by (node, device) (${series('node_md_disks', 'state="active"')})
  > 0`.trim(),
          for: '15m',
          labels: { severity: 'critical' },
          annotations: {
            runbook_url: runbookOf('NodeRaidDegraded'),
            summary: 'A RAID array lacks disks.',
            description: '{{ $labels.device }} of node {{ $labels.node }} lacks {{ $value }} disks.',
          },
        },
        {
          alert: 'NodeRaidDiskFailed',
          expr: `max by (node, device) (${series('node_md_disks', 'state="failed"')}) > 0`,
          for: '5m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('NodeRaidDiskFailed'),
            summary: 'A disk of a RAID array failed.',
            description: '{{ $value }} disks of {{ $labels.device }} of node {{ $labels.node }} failed.',
          },
        },
        {
          alert: 'NodeBondDegraded',
          expr: `
max by (node, master) (${series('node_bonding_slaves')})
  -
max by (node, master) (${series('node_bonding_active')})
  > 0`.trim(),
          for: '5m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('NodeBondDegraded'),
            summary: 'A bonded network interface lacks links.',
            description: '{{ $labels.master }} of node {{ $labels.node }} lacks {{ $value }} of its links.',
          },
        },
        fileDescriptors('warning', `0.7 < ${usedFileDescriptors} <= 0.9`),
        fileDescriptors('critical', `${usedFileDescriptors} > 0.9`),
        {
          alert: 'NodeCpuBusy',
          expr: `
1 - avg by (node) (sum by (node, cpu) (rate(${series('node_cpu_seconds_total', 'mode=~"idle|iowait"')}[5m])))
  > 0.9`.trim(),
          for: '30m',
          labels: { severity: 'info' },
          annotations: {
            runbook_url: runbookOf('NodeCpuBusy'),
            summary: 'The CPU of a node is busy.',
            description: '{{ $value | humanizePercentage }} of the CPU of node {{ $labels.node }} is in use.',
          },
        },
        {
          alert: 'NodeIsSaturated',
          expr: `
max by (node) (${series('node_load1')})
  /
count by (node) (${series('node_cpu_seconds_total', 'mode="idle"')})
  > 2`.trim(),
          for: '15m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('NodeIsSaturated'),
            summary: 'More processes wait on a node than it can run.',
            description: 'Node {{ $labels.node }} has {{ $value | humanize }} waiting processes for each CPU.',
          },
        },
        {
          alert: 'NodeReadsMemoryFromDisk',
          expr: `max by (node) (rate(${series('node_vmstat_pgmajfault')}[5m])) > 500`,
          for: '15m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('NodeReadsMemoryFromDisk'),
            summary: 'A node reads memory pages from its disk.',
            description: 'Node {{ $labels.node }} has {{ $value | humanize }} major page faults per second.',
          },
        },
        {
          alert: 'NodeDiskIsSaturated',
          expr: `max by (node, device) (rate(${series('node_disk_io_time_weighted_seconds_total', disks)}[5m])) > 10`,
          for: '30m',
          labels: { severity: 'warning' },
          annotations: {
            runbook_url: runbookOf('NodeDiskIsSaturated'),
            summary: 'Requests wait for a disk of a node.',
            description:
              '{{ $value | humanize }} requests have waited for {{ $labels.device }} of node {{ $labels.node }} for half an hour.',
          },
        },
      ],
    },
  ],
})
