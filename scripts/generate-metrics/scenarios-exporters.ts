import type { Scenario } from './scenario.ts'

/** The resources of which kube-state-metrics has metrics, also those that are off by default. */
const resources = `certificatesigningrequests clusterroles clusterrolebindings configmaps cronjobs daemonsets deployments endpoints
  endpointslices horizontalpodautoscalers ingresses ingressclasses jobs leases limitranges mutatingwebhookconfigurations namespaces
  networkpolicies nodes persistentvolumeclaims persistentvolumes poddisruptionbudgets pods replicasets replicationcontrollers
  resourcequotas roles rolebindings secrets serviceaccounts services statefulsets storageclasses validatingwebhookconfigurations
  volumeattachments`

export const kubeStateMetricsScenarios: readonly Scenario[] = [
  {
    command: '',
    args: [
      '--apiserver={doubles}',
      '--host=127.0.0.1',
      '--port={other}',
      '--telemetry-host=127.0.0.1',
      '--telemetry-port={http}',
      `--resources=${resources.split(/\s+/).join(',')}`,
    ],
  },
]

/** The collectors that are off by default and need no device, no other program and no rights. */
const collectors =
  'buddyinfo cgroups interrupts ksmd lnstat meminfo_numa mountstats network_route processes qdisc slabinfo softirqs sysctl tcpstat xfrm zoneinfo'

export const nodeExporterScenarios: readonly Scenario[] = [
  {
    command: '',
    args: [
      '--web.listen-address=127.0.0.1:{http}',
      ...collectors.split(' ').map((name) => `--collector.${name}`),
      '--collector.textfile.directory={folder}',
    ],
  },
]
