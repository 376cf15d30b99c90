// etcd and the servers of Kubernetes that a control plane has, with the settings that kubeadm gives them.
import { join } from 'node:path'
import { findProgram, type ProgramName } from '../../verify-delivery/programs.ts'
import type { Certificates } from './certificates.ts'
import { network } from './network.ts'
import type { Services } from './services.ts'

export const startEtcd = (services: Services, folder: string): void =>
  services.start('etcd', [
    programPath('etcd'),
    `--data-dir=${join(folder, 'etcd')}`,
    '--listen-peer-urls=http://127.0.0.1:2380',
    // The data is temporary.
    '--unsafe-no-fsync',
  ])

export const startApiServer = (services: Services, { folder, path }: Certificates): void =>
  services.start('kube-apiserver', [
    programPath('kube-apiserver'),
    '--etcd-servers=http://127.0.0.1:2379',
    `--advertise-address=${network.node}`,
    `--service-cluster-ip-range=${network.services}`,
    '--authorization-mode=Node,RBAC',
    '--enable-admission-plugins=NodeRestriction',
    '--allow-privileged',
    `--cert-dir=${folder}`,
    `--client-ca-file=${path('ca.crt')}`,
    `--tls-cert-file=${path('apiserver.crt')}`,
    `--tls-private-key-file=${path('apiserver.key')}`,
    '--kubelet-preferred-address-types=InternalIP',
    `--kubelet-client-certificate=${path('apiserver-kubelet-client.crt')}`,
    `--kubelet-client-key=${path('apiserver-kubelet-client.key')}`,
    '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
    `--service-account-key-file=${path('service-accounts.key')}`,
    `--service-account-signing-key-file=${path('service-accounts.key')}`,
  ])

export function startControllers(services: Services, { folder, path, kubeconfig }: Certificates): void {
  services.start('kube-controller-manager', [
    programPath('kube-controller-manager'),
    `--kubeconfig=${kubeconfig('kube-controller-manager')}`,
    '--leader-elect=false',
    `--cert-dir=${folder}`,
    '--allocate-node-cidrs',
    `--cluster-cidr=${network.pods}`,
    '--use-service-account-credentials',
    `--root-ca-file=${path('ca.crt')}`,
    `--service-account-private-key-file=${path('service-accounts.key')}`,
  ])
  services.start('kube-scheduler', [
    programPath('kube-scheduler'),
    `--kubeconfig=${kubeconfig('kube-scheduler')}`,
    '--leader-elect=false',
    `--cert-dir=${folder}`,
  ])
}

/** The path of a program that is built. */
export function programPath(name: ProgramName): string {
  const path = findProgram(name)
  if (path === undefined) throw new Error(`${name} is not built.`)
  return path
}
