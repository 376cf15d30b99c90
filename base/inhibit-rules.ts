// Which alerts notify nobody while another one fires. Each rule requires the labels that it compares: labels that both alerts
// lack are equal, too.

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

export const inhibitRules = [componentIsDown, volumeIsAlmostFull, volumeFillsUp]
