// The configuration files of the node's servers.
import { join } from 'node:path'
import { stringify } from 'yaml'
import type { Certificates } from './certificates.ts'
import { network } from './network.ts'

/** The image of the container that holds the namespaces of a pod. */
export const pauseImage = 'verify-cluster/pause:1'

export const runtimeSocket = '/run/containerd/containerd.sock'

export interface Folders {
  /** Contains everything that the node writes. */
  readonly root: string
  readonly cni: string
  readonly cgroup: string
}

/** TOML, in version 3 of the configuration. */
export const containerdSettings = ({ root }: Folders, plugins: string): string => `version = 3
root = '${join(root, 'containerd')}'
state = '/run/containerd'

[grpc]
address = '${runtimeSocket}'

[plugins.'io.containerd.cri.v1.images'.pinned_images]
sandbox = '${pauseImage}'

# Where root lacks CAP_SYS_RESOURCE, the kernel refuses a score below that of the parent.
[plugins.'io.containerd.cri.v1.runtime']
restrict_oom_score_adj = true

[plugins.'io.containerd.cri.v1.runtime'.cni]
bin_dirs = ['${plugins}']
conf_dir = '${join(root, 'cni')}'

[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc]
runtime_type = 'io.containerd.runc.v2'

[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc.options]
SystemdCgroup = false
`

export const kubeletSettings = ({ root, cgroup }: Folders, { path }: Certificates): string =>
  stringify({
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: path('ca.crt') },
    },
    authorization: { mode: 'Webhook' },
    cgroupDriver: 'cgroupfs',
    cgroupRoot: `/${cgroup}`,
    failCgroupV1: false,
    clusterDNS: [network.dns],
    clusterDomain: 'cluster.local',
    containerRuntimeEndpoint: `unix://${runtimeSocket}`,
    // The disk and the memory belong to the machine: nothing is evicted before they are almost full.
    evictionHard: { 'memory.available': '200Mi', 'nodefs.available': '1%', 'imagefs.available': '1%' },
    imageGCHighThresholdPercent: 100,
    failSwapOn: false,
    podLogsDir: join(root, 'pod-logs'),
    // Cluster DNS forwards nothing.
    resolvConf: join(root, 'resolv.conf'),
  })

export const kubeProxySettings = ({ kubeconfig }: Certificates): string =>
  stringify({
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    clientConnection: { kubeconfig: kubeconfig('kube-proxy') },
    clusterCIDR: network.pods,
    mode: 'iptables',
    // These settings belong to the machine.
    conntrack: { maxPerCore: 0, min: 0 },
  })

export const cniSettings = ({ root }: Folders): string =>
  JSON.stringify({
    cniVersion: '1.0.0',
    name: 'verify',
    plugins: [
      {
        type: 'bridge',
        bridge: 'cni0',
        isGateway: true,
        ipMasq: true,
        hairpinMode: true,
        ipam: {
          type: 'host-local',
          dataDir: join(root, 'addresses'),
          ranges: [[{ subnet: network.nodePods }]],
          routes: [{ dst: '0.0.0.0/0' }],
        },
      },
      { type: 'portmap', capabilities: { portMappings: true } },
    ],
  })
