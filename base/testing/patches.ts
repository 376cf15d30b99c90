// The patches, images and external objects of the variants, as an environment's files hold them.

import type { OptionalComponent } from './stack.ts'

const workloads: readonly { readonly kind: string; readonly name: string; readonly component?: OptionalComponent }[] = [
  { kind: 'StatefulSet', name: 'prometheus' },
  { kind: 'StatefulSet', name: 'thanos-store' },
  { kind: 'Deployment', name: 'thanos-query' },
  { kind: 'Deployment', name: 'thanos-query-frontend', component: 'thanos-query-frontend' },
  { kind: 'StatefulSet', name: 'thanos-rule', component: 'thanos-rule' },
  { kind: 'Deployment', name: 'thanos-receive-router', component: 'thanos-receive' },
  { kind: 'StatefulSet', name: 'alertmanager', component: 'alertmanager' },
]

// A single replica would wait for peers at each start.
const noGossip = `    - op: replace
      path: /spec/template/spec/containers/[name=alertmanager]/args/[--cluster.listen-address]
      value: --cluster.listen-address=
    - op: remove
      path: /spec/template/spec/containers/[name=alertmanager]/args/[--cluster.peer]
`

/** One replica of each workload; the receivers keep the three to which the router replicates. */
export const oneReplica = (components: readonly OptionalComponent[]): string =>
  workloads
    .filter(({ component }) => component === undefined || components.includes(component))
    .map(
      ({ kind, name }) => `- target: {kind: ${kind}, name: ${name}}
  patch:
    - op: replace
      path: /spec/replicas
      value: 1
${name === 'alertmanager' ? noGossip : ''}`,
    )
    .join('')

/** In base/rule.md: a file of rules for the ruler and for Prometheus. */
export const rulesOfTeam = ['thanos-rule-rules', 'prometheus-rules']
  .map(
    (name) => `- target: {kind: ConfigMap, name: ${name}}
  patch:
    - op: add
      path: /data/team-a.yaml
      value:
        groups:
          - name: team-a
            rules: [{record: 'team_a:up:count', expr: 'count(up{namespace="team-a"})'}]
`,
  )
  .join('')

/** Sizes of a large cluster: each kind of operation, list step and document that environments use. */
export const largeSizes = `- target: {kind: StatefulSet, name: thanos-store}
  patch:
    - op: replace
      path: /spec/replicas
      value: 3
    - op: replace
      path: /spec/template/spec/containers/[name=thanos-store]/args/[--index-cache-size]
      value: --index-cache-size=2GB
    - op: replace
      path: /spec/template/spec/containers/[name=thanos-store]/args/[--chunk-pool-size]
      value: --chunk-pool-size=4GB
    - op: replace
      path: /spec/template/spec/containers/[name=thanos-store]/resources/requests/cpu
      value: 2
    - op: replace
      path: /spec/template/spec/containers/[name=thanos-store]/resources/limits/memory
      value: 16Gi
    - op: remove
      path: /spec/volumeClaimTemplates/0/spec/storageClassName
- target: {kind: StatefulSet, name: prometheus}
  patch:
    - op: replace
      path: /spec/volumeClaimTemplates/0/spec/resources/requests/storage
      value: 100Gi
    - op: add
      path: /spec/template/spec/tolerations
      value: [{key: dedicated, operator: Equal, value: monitoring, effect: NoSchedule}]
    - op: add
      path: /spec/template/spec/nodeSelector/node-role.example.com~1monitoring
      value: "true"
- target: {kind: ConfigMap, name: prometheus}
  patch:
    - op: replace
      path: /data/prometheus.yaml/storage/tsdb/retention/time
      value: 48h
    - op: add
      path: /data/prometheus.yaml/scrape_configs/-
      value:
        job_name: blackbox
        static_configs: [{targets: [blackbox.example.com:9115]}]
- target: {kind: NetworkPolicy, name: prometheus}
  patch:
    - op: add
      path: /spec/egress/-
      value: {to: [{ipBlock: {cidr: 192.0.2.0/24}}], ports: [{port: 9115}]}
- target: {kind: StatefulSet, name: thanos-receive}
  patch:
    - op: replace
      path: /spec/replicas
      value: 4
- target: {kind: ConfigMap, name: thanos-receive-router}
  patch:
    - op: add
      path: /data/hashrings.json/0/endpoints/-
      value: {address: thanos-receive-3.thanos-receive.kube-monitor.svc.cluster.local:10901}
- target: {kind: ConfigMap, name: alertmanager}
  patch:
    - op: replace
      path: /data/alertmanager.yaml/route/group_wait
      value: 1m
`

/** Images from a mirror. */
export const mirror = `images:
  - name: quay.io/thanos/thanos
    newName: registry.example.com/mirror/thanos
  - name: quay.io/prometheus/prometheus
    newName: registry.example.com/mirror/prometheus
    newTag: v3.13.3
  - name: quay.io/prometheus/alertmanager
    newName: registry.example.com/mirror/alertmanager
  - name: quay.io/prometheus/node-exporter
    newName: registry.example.com/mirror/node-exporter
  - name: registry.k8s.io/kube-state-metrics/kube-state-metrics
    newName: registry.example.com/mirror/kube-state-metrics
  - name: docker.io/grafana/grafana
    newName: registry.example.com/mirror/grafana
`

/** What the clusters of all variants have although no manifest makes it. */
export const external = `external:
  - kind: StorageClass
    name: "*"
    reason: The operator of the storage creates it.
  - kind: Secret
    name: s3-keys
    reason: The owner of the bucket creates it.
  - kind: Secret
    name: google-keys
    reason: The owner of the bucket creates it.
  - kind: Secret
    name: thanos-bucket-backup
    reason: The owner of the second bucket creates it.
  - kind: Secret
    name: alertmanager-receivers
    keys: [heartbeat-url, pagerduty, slack-url]
    reason: The monitoring team creates it.
  - kind: Secret
    name: grafana-admin
    keys: [password]
    reason: The monitoring team creates it.
  - kind: Secret
    name: oauth2-proxy
    keys: [client-secret, cookie-secret]
    reason: The owner of the issuer creates it.
  - kind: ClusterSecretStore
    name: vault
    reason: The owner of the secret store creates it.
  - host: s3.example.com
    reason: The bucket is outside the cluster.
  - kind: Secret
    name: thanos-tls
    reason: The owner of the Ingress controller creates it.
  - host: login.example.com
    reason: The issuer of the sign-in is outside the cluster.
  - host: receive.example.com
    reason: The receivers are in another cluster.
  - host: blackbox.example.com
    reason: The exporter is outside the cluster.
  - kind: Service
    name: otel-collector
    namespace: observability
    reason: The team of the traces creates it.
  - host: thanos-query.eu-1.example.com
    reason: The query of another cluster.
  - host: edge.us-1.example.com
    reason: The query of another cluster.
  - host: traces.example.com
    reason: The collector is outside the cluster.
`

/** One replica of a workload next to three receivers is a finding, which the variant accepts. */
export const noRedundancy = `exceptions:
  - check: components-survive-a-disruption
    object: "*"
    reason: The variant has one replica of each workload.
    until: 2099-12-31
`

/** The addresses at which people open the web pages. A proxy removes the path of the first one. */
export const externalUrls = `externalUrls:
  prometheus: https://monitoring.example.com/prometheus
  alertmanager: https://alertmanager.example.com
  query: https://thanos.example.com
  grafana: https://grafana.example.com
  runbooks: https://git.example.com/platform/thanos-gitops/src/branch/main/base/runbooks
`
