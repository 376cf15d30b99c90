// The controllers of Flux, as processes next to the API server.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../free-port.ts'
import type { LiveObject } from '../kubectl.ts'
import { listObjects } from './api-client.ts'
import { type ApiServer, createNamespaces, installCrds } from './api-server.ts'
import type { Cluster } from './cluster.ts'
import type { Condition, DeliveryTool } from './delivery-tool.ts'
import { fluxState, kustomizationsOf, readyOf, repositoriesPath } from './flux-state.ts'
import { Processes, until } from './processes.ts'
import { findProgram } from './programs.ts'

export const fluxNamespace = 'flux-system'

export interface FluxOptions {
  /** Whether the notification controller runs as well. */
  readonly notifications?: boolean
  /** How many Kustomizations are reconciled at the same time. The default of Flux is 4. */
  readonly concurrent?: number
}

/** Installs and starts Flux. */
export async function installFlux(cluster: Cluster, options: FluxOptions = {}): Promise<DeliveryTool> {
  const { kubectl } = cluster
  await installCrds(kubectl, [
    'source.toolkit.fluxcd.io',
    'kustomize.toolkit.fluxcd.io',
    'notification.toolkit.fluxcd.io',
  ])
  await createNamespaces(kubectl, [fluxNamespace])
  const processes = new Processes()
  await startFlux({ ...cluster, processes }, options)
  const annotate = async (type: string, token: string): Promise<void> => {
    // kustomize-controller removes what managers set whose names begin with kubectl.
    const reference = ['--overwrite', '--field-manager=flux', '--all', `--namespace=${fluxNamespace}`, type]
    await kubectl.text(['annotate', ...reference, `reconcile.fluxcd.io/requestedAt=${token}`])
  }
  const refresh = (): Promise<void> => annotate('gitrepositories.source.toolkit.fluxcd.io', new Date().toISOString())
  return {
    refresh,
    // A Receiver of Flux annotates the GitRepositories, whatever files have changed.
    async receivePush() {
      const token = new Date().toISOString()
      await annotate('gitrepositories.source.toolkit.fluxcd.io', token)
      await until(
        'Flux has read the repository',
        async () =>
          (await listObjects(cluster.client.send, repositoriesPath)).every(isHandled(token)) ? true : undefined,
        longTime,
      )
    },
    async reconcile(environment) {
      const token = new Date().toISOString()
      await annotate('kustomizations.kustomize.toolkit.fluxcd.io', token)
      await until(
        `Flux has reconciled ${environment}`,
        async () =>
          (await kustomizationsOf(cluster.client.send, environment)).every(isHandled(token)) ? true : undefined,
        longTime,
      )
    },
    state: (environment) => fluxState(cluster.client.send, environment),
    check: () => processes.check(),
    stop: () => processes.stop(),
  }
}

/** Seconds. Many environments on a busy machine need minutes. */
const longTime = 900

/** Whether Flux has finished the reconciliation that an annotation requested. */
const isHandled =
  (token: string) =>
  (object: LiveObject): boolean =>
    object.status?.lastHandledReconcileAt === token && readyOf(object)?.status === 'True'

export async function startFlux(
  { folder, toolKubeconfig, processes }: Pick<ApiServer, 'folder' | 'toolKubeconfig' | 'processes'>,
  { notifications = false, concurrent = 4 }: FluxOptions = {},
): Promise<void> {
  const storage = `127.0.0.1:${await freePort()}`
  const artifacts = join(folder, 'artifacts')
  mkdirSync(artifacts, { recursive: true })
  const addresses = async (): Promise<string[]> => [
    `--metrics-addr=127.0.0.1:${await freePort()}`,
    `--health-addr=127.0.0.1:${await freePort()}`,
  ]
  const env = {
    ...process.env,
    KUBECONFIG: toolKubeconfig,
    RUNTIME_NAMESPACE: 'flux-system',
    HOME: folder,
    TMPDIR: folder,
  }
  const events = `127.0.0.1:${await freePort()}`
  const common = ['--watch-all-namespaces', '--log-level=info']
  const eventsAddress = notifications ? [`--events-addr=http://${events}/`] : []
  processes.start(
    findProgram('source-controller')!,
    [
      ...common,
      ...(await addresses()),
      ...eventsAddress,
      `--storage-path=${artifacts}`,
      `--storage-addr=${storage}`,
      `--storage-adv-addr=${storage}`,
    ],
    join(folder, 'source-controller.log'),
    env,
  )
  processes.start(
    findProgram('kustomize-controller')!,
    [...common, ...(await addresses()), ...eventsAddress, '--requeue-dependency=1s', `--concurrent=${concurrent}`],
    join(folder, 'kustomize-controller.log'),
    env,
  )
  if (notifications)
    processes.start(
      findProgram('notification-controller')!,
      [...common, ...(await addresses()), `--events-addr=${events}`, `--receiverAddr=127.0.0.1:${await freePort()}`],
      join(folder, 'notification-controller.log'),
      env,
    )
}

export interface Flux {
  /** Makes Flux fetch the repository now instead of at its next interval. */
  pull(repository: string): Promise<void>
  kustomization(name: string): Promise<LiveObject | undefined>
  /** Waits until the Ready condition and the last attempted revision of a Kustomization match. */
  condition(name: string, matches: (ready: Condition, revision: string) => boolean): Promise<Condition>
}

export function flux({ kubectl, processes }: ApiServer): Flux {
  const kustomization = (name: string) =>
    kubectl.get(['kustomizations.kustomize.toolkit.fluxcd.io', name, '--namespace=flux-system'])
  let pulls = 0
  return {
    kustomization,
    async pull(repository) {
      await kubectl.text([
        'annotate',
        '--overwrite',
        '--namespace=flux-system',
        `gitrepositories.source.toolkit.fluxcd.io/${repository}`,
        `reconcile.fluxcd.io/requestedAt=${pulls++}`,
      ])
    },
    condition: (name, matches) =>
      until(`Kustomization/${name} has the expected Ready condition`, async () => {
        processes.check()
        const found = await kustomization(name)
        const ready = readyOf(found)
        const revision = String(found?.status?.lastAttemptedRevision ?? '')
        return ready !== undefined && matches(ready, revision) ? ready : undefined
      }),
  }
}

/** Sets the status that the controllers of Kubernetes and Rook would set. They do not run, so no object becomes ready by itself. */
export async function setReadyStatus(
  { kubectl }: ApiServer,
  kinds: readonly string[],
  namespace: string,
): Promise<void> {
  for (const object of await kubectl.list([kinds.join(','), `--namespace=${namespace}`])) {
    const replicas = (object as { spec?: { replicas?: number } }).spec?.replicas ?? 1
    const observedGeneration = object.metadata.generation
    const counts = {
      observedGeneration,
      replicas,
      readyReplicas: replicas,
      availableReplicas: replicas,
      updatedReplicas: replicas,
    }
    const statuses: Readonly<Record<string, object>> = {
      StatefulSet: { ...counts, currentRevision: '1', updateRevision: '1', currentReplicas: replicas },
      Deployment: {
        ...counts,
        conditions: [
          { type: 'Available', status: 'True' },
          { type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable' },
        ],
      },
      PodDisruptionBudget: {
        observedGeneration,
        currentHealthy: 1,
        desiredHealthy: 1,
        disruptionsAllowed: 1,
        expectedPods: 1,
      },
      ObjectBucketClaim: { phase: 'Bound' },
    }
    const type = `${object.kind}.${object.apiVersion.split('/')[1]}.${object.apiVersion.split('/')[0]}`
    await kubectl.text([
      'patch',
      type,
      object.metadata.name,
      `--namespace=${namespace}`,
      '--subresource=status',
      '--type=merge',
      `--patch=${JSON.stringify({ status: statuses[object.kind] })}`,
    ])
  }
}
