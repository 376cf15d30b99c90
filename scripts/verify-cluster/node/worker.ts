// containerd, the kubelet, kube-proxy, and kube-router, which only enforces NetworkPolicies here.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { until } from '../../verify-delivery/processes.ts'
import { cniFolder } from '../requirements.ts'
import type { Certificates } from './certificates.ts'
import { programPath } from './control-plane.ts'
import type { Namespaces } from './namespaces.ts'
import { network, nodeName } from './network.ts'
import type { Services } from './services.ts'
import {
  cniSettings,
  containerdSettings,
  type Folders,
  kubeletSettings,
  kubeProxySettings,
  runtimeSocket,
} from './settings.ts'

interface Node {
  readonly namespaces: Namespaces
  readonly services: Services
  readonly folders: Folders
}

/** Starts containerd and imports images. */
export async function startRuntime({ namespaces, services, folders }: Node, images: readonly string[]): Promise<void> {
  const file = join(folders.root, 'containerd.toml')
  writeFileSync(file, containerdSettings(folders, cniFolder))
  mkdirSync(folders.cni, { recursive: true })
  writeFileSync(join(folders.cni, '10-verify.conflist'), cniSettings(folders))
  // containerd finds its shim on the PATH.
  const PATH = `${dirname(programPath('containerd-shim-runc-v2'))}:${process.env.PATH}`
  services.start('containerd', [programPath('containerd'), `--config=${file}`], { PATH })
  const ctr = [programPath('ctr'), `--address=${runtimeSocket}`, '--namespace=k8s.io']
  await until(
    'containerd is ready',
    async () => {
      services.check()
      return namespaces.run([...ctr, 'version']).catch(() => undefined)
    },
    30,
  )
  for (const image of images) await namespaces.run([...ctr, 'images', 'import', image])
}

export function startKubelet({ services, folders }: Node, certificates: Certificates): void {
  const file = join(folders.root, 'kubelet.yaml')
  writeFileSync(file, kubeletSettings(folders, certificates))
  writeFileSync(join(folders.root, 'resolv.conf'), '')
  services.start('kubelet', [
    programPath('kubelet'),
    `--kubeconfig=${certificates.kubeconfig('kubelet')}`,
    `--config=${file}`,
    `--root-dir=${join(folders.root, 'kubelet')}`,
    `--hostname-override=${nodeName}`,
    `--node-ip=${network.node}`,
    '--node-labels=topology.kubernetes.io/zone=zone-1',
  ])
}

export function startKubeProxy({ services, folders }: Node, certificates: Certificates): void {
  const file = join(folders.root, 'kube-proxy.yaml')
  writeFileSync(file, kubeProxySettings(certificates))
  services.start('kube-proxy', [programPath('kube-proxy'), `--config=${file}`, `--hostname-override=${nodeName}`])
}

/** After the node is registered. Returns when policies that are applied from then on are enforced. */
export async function startKubeRouter({ namespaces, services }: Node, certificates: Certificates): Promise<void> {
  services.start('kube-router', [
    programPath('kube-router'),
    `--kubeconfig=${certificates.kubeconfig('kube-router')}`,
    `--hostname-override=${nodeName}`,
    `--service-cluster-ip-range=${network.services}`,
    '--run-firewall',
    '--run-router=false',
    '--run-service-proxy=false',
  ])
  await until(
    'kube-router enforces NetworkPolicies',
    async () => {
      services.check()
      return namespaces.run(['iptables', '--list-rules', 'KUBE-NWPLCY-DEFAULT']).catch(() => undefined)
    },
    60,
  )
}
