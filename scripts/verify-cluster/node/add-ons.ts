// Cluster DNS and storage classes.
import { network } from './network.ts'

export const dnsImage = 'verify-cluster/coredns:1'

const dnsLabels = { 'k8s-app': 'kube-dns' }
const systemObject = (name: string) => ({ name, namespace: 'kube-system' })

/** As kubeadm has it, without names outside of the cluster. */
const corefile = `.:53 {
  errors
  health
  ready
  kubernetes cluster.local in-addr.arpa ip6.arpa {
    pods insecure
    fallthrough in-addr.arpa ip6.arpa
    ttl 30
  }
  prometheus :9153
  cache 30
}
`

const dnsContainer = {
  name: 'coredns',
  image: dnsImage,
  imagePullPolicy: 'Never',
  args: ['-conf', '/etc/coredns/Corefile'],
  ports: [
    { name: 'dns', containerPort: 53, protocol: 'UDP' },
    { name: 'dns-tcp', containerPort: 53, protocol: 'TCP' },
    { name: 'metrics', containerPort: 9153, protocol: 'TCP' },
  ],
  readinessProbe: { httpGet: { path: '/ready', port: 8181 }, periodSeconds: 2 },
  securityContext: { runAsUser: 0 },
  volumeMounts: [{ name: 'config', mountPath: '/etc/coredns', readOnly: true }],
}

export const clusterDns = [
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: systemObject('coredns') },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'system:coredns' },
    rules: [
      { apiGroups: [''], resources: ['services', 'pods', 'namespaces'], verbs: ['list', 'watch'] },
      { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list', 'watch'] },
    ],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'system:coredns' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'system:coredns' },
    subjects: [{ kind: 'ServiceAccount', ...systemObject('coredns') }],
  },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: systemObject('coredns'), data: { Corefile: corefile } },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { ...systemObject('coredns'), labels: dnsLabels },
    spec: {
      selector: { matchLabels: dnsLabels },
      template: {
        metadata: { labels: dnsLabels },
        spec: {
          serviceAccountName: 'coredns',
          dnsPolicy: 'Default',
          priorityClassName: 'system-cluster-critical',
          containers: [dnsContainer],
          volumes: [{ name: 'config', configMap: { name: 'coredns' } }],
        },
      },
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      ...systemObject('kube-dns'),
      annotations: { 'prometheus.io/port': '9153', 'prometheus.io/scrape': 'true' },
      labels: dnsLabels,
    },
    spec: {
      clusterIP: network.dns,
      selector: dnsLabels,
      ports: [
        { name: 'dns', port: 53, protocol: 'UDP' },
        { name: 'dns-tcp', port: 53, protocol: 'TCP' },
        { name: 'metrics', port: 9153, protocol: 'TCP' },
      ],
    },
  },
]

/** @param names the first is the default class */
export const storageClasses = (names: readonly string[]) =>
  names.map((name, index) => ({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name, annotations: { 'storageclass.kubernetes.io/is-default-class': String(index === 0) } },
    provisioner: 'verify-cluster/local',
    volumeBindingMode: 'WaitForFirstConsumer',
  }))
