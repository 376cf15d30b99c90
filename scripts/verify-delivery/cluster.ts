// A cluster on 127.0.0.1: etcd, API server, controller manager and scheduler of Kubernetes, with simulated kubelets, storage,
// metrics and Rook.
import { join } from 'node:path'
import { type ApiClient, connect } from './api-client.ts'
import { type ApiServer, adminToken, installCrds, startApiServer } from './api-server.ts'
import type { PodLog, RequestLog } from './delivery-rig.ts'
import { observePods } from './pod-log.ts'
import { findProgram } from './programs.ts'
import { readRequests } from './request-log.ts'
import { createDeclaredSecrets, type DeclaredSecret } from './simulation/declared-secrets.ts'
import { SimulatedKubelets } from './simulation/kubelets.ts'
import { podMetricsDefinition, simulateMetrics } from './simulation/metrics.ts'
import { createNodes, threeZones } from './simulation/nodes.ts'
import { simulateRook } from './simulation/rook.ts'
import { simulateStorage } from './simulation/storage.ts'

export interface Cluster extends ApiServer {
  readonly client: ApiClient
  readonly kubelets: SimulatedKubelets
  readonly pods: PodLog
  readonly requests: RequestLog
}

/** The groups of the operators that the cluster has besides a delivery tool. */
const operatorGroups = ['objectbucket.io', 'external-secrets.io', 'bitnami.com']

/**
 * Starts a cluster without a delivery tool, and sets KUBECONFIG of this process.
 *
 * @param contexts names of contexts for the cluster
 * @param storageClasses classes whose volumes can be enlarged; the first is the default
 * @param secrets are created in each namespace of an environment
 */
export async function startCluster(
  contexts: readonly string[],
  storageClasses: readonly string[],
  secrets: readonly DeclaredSecret[] = [],
): Promise<Cluster> {
  const server = await startApiServer(contexts, { hasControllers: true })
  const stops: (() => Promise<void>)[] = [() => server.stop()]
  const stop = async (): Promise<void> => {
    for (const one of stops.toReversed()) await one()
  }
  try {
    startControllers(server)
    const client = connect(server.address, adminToken, 'simulation')
    stops.push(async () => client.close())
    await installCrds(server.kubectl, operatorGroups)
    await server.kubectl.text(['apply', '--server-side', '-f', '-'], JSON.stringify(podMetricsDefinition))
    await createNodes(client.send, threeZones)
    await createStorageClasses(server, storageClasses)
    const kubelets = new SimulatedKubelets(client, { nodes: threeZones })
    const pods = observePods(client)
    const simulations = [simulateStorage(client), simulateRook(client), simulateMetrics(client)]
    for (const part of [kubelets, pods, ...simulations, createDeclaredSecrets(client, secrets)])
      stops.push(() => part.stop())
    return { ...server, client, kubelets, pods, requests: readRequests(server.auditLog), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The controllers that need nodes or a cloud, and do nothing useful here. */
const withoutControllers = [
  'attachdetach',
  'node-ipam-controller',
  'node-route-controller',
  'cloud-node-lifecycle-controller',
]

function startControllers({ processes, folder, controllerKubeconfig, serviceAccountKey }: ApiServer): void {
  const common = [
    `--kubeconfig=${controllerKubeconfig}`,
    '--leader-elect=false',
    '--secure-port=0',
    '--kube-api-qps=500',
    '--kube-api-burst=1000',
  ]
  processes.start(
    findProgram('kube-controller-manager')!,
    [
      ...common,
      `--controllers=*,${withoutControllers.map((name) => `-${name}`).join(',')}`,
      `--service-account-private-key-file=${serviceAccountKey}`,
      `--root-ca-file=${join(folder, 'certificates/apiserver.crt')}`,
      // The simulated nodes send no heartbeats.
      '--node-monitor-grace-period=24h',
      // The simulated metrics are custom resources, which are served only as JSON, and do not change.
      '--kube-api-content-type=application/json',
      '--horizontal-pod-autoscaler-sync-period=3s',
      '--horizontal-pod-autoscaler-cpu-initialization-period=1s',
      '--horizontal-pod-autoscaler-initial-readiness-delay=1s',
    ],
    join(folder, 'kube-controller-manager.log'),
  )
  processes.start(findProgram('kube-scheduler')!, common, join(folder, 'kube-scheduler.log'))
}

async function createStorageClasses({ kubectl }: ApiServer, names: readonly string[]): Promise<void> {
  const classes = names.map((name, index) => ({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name, annotations: { 'storageclass.kubernetes.io/is-default-class': String(index === 0) } },
    provisioner: 'simulated.csi.example.com',
    allowVolumeExpansion: true,
    reclaimPolicy: 'Delete',
    volumeBindingMode: 'Immediate',
  }))
  await kubectl.text(
    ['apply', '--server-side', '-f', '-'],
    classes.map((one) => `---\n${JSON.stringify(one)}\n`).join(''),
  )
}
