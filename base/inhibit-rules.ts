// Which alerts notify nobody while another one fires. Each rule requires the labels that it compares: labels that both alerts
// lack are equal, too.

import { onlyWith } from './component-names.ts'

/** Without any running pod of a component, that some of its targets are down is no news. */
const componentIsDown = {
  source_matchers: ['alertname=~".+(IsDown|AreDown)"', 'severity="critical"', 'job!=""'],
  target_matchers: ['alertname=~"TargetDown|KubeletIsDown"', 'job!=""'],
  equal: ['cluster', 'job'],
}

/** A volume that is almost full also fills up. */
const volumeIsAlmostFull = {
  source_matchers: ['alertname="PersistentVolumeAlmostFull"', 'persistentvolumeclaim!=""'],
  target_matchers: ['alertname=~"PersistentVolumeFillsUp.*"', 'persistentvolumeclaim!=""'],
  equal: ['cluster', 'namespace', 'persistentvolumeclaim'],
}

/** A volume that is full within a day or a few is also full within a week. */
const volumeFillsUp = {
  source_matchers: ['alertname="PersistentVolumeFillsUp"', 'persistentvolumeclaim!=""'],
  target_matchers: ['alertname="PersistentVolumeFillsUpThisWeek"', 'persistentvolumeclaim!=""'],
  equal: ['cluster', 'namespace', 'persistentvolumeclaim'],
}

/** The kubelet of a node that is unreachable cannot be scraped. */
const nodeIsUnreachable = {
  source_matchers: ['alertname="NodeUnreachable"', 'node!=""'],
  target_matchers: ['alertname=~"KubeletIsDown|NodeReadinessFlaps"', 'node!=""'],
  equal: ['cluster', 'node'],
}

/** A file system of a node that is almost full also fills up. */
const fileSystemIsAlmostFull = {
  source_matchers: ['alertname="NodeFilesystemAlmostFull"', 'mountpoint!=""', 'node!=""'],
  target_matchers: ['alertname="NodeFilesystemFillsUp"', 'mountpoint!=""', 'node!=""'],
  equal: ['cluster', 'mountpoint', 'node'],
}

/** The same for inodes. */
const inodesAreAlmostUsedUp = {
  source_matchers: ['alertname="NodeInodesAlmostUsedUp"', 'mountpoint!=""', 'node!=""'],
  target_matchers: ['alertname="NodeInodesUsedUpSoon"', 'mountpoint!=""', 'node!=""'],
  equal: ['cluster', 'mountpoint', 'node'],
}

export const inhibitRules = [
  componentIsDown,
  volumeIsAlmostFull,
  volumeFillsUp,
  onlyWith('kube-state-metrics', nodeIsUnreachable),
  onlyWith('node-exporter', fileSystemIsAlmostFull),
  onlyWith('node-exporter', inodesAreAlmostUsedUp),
]
