// The source-controller and the kustomize-controller of Flux, as two processes next to the API server.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { LiveObject } from '../kubectl.ts'
import type { ApiServer } from './api-server.ts'
import { freePort, until } from './processes.ts'
import { findProgram } from './programs.ts'

export const missingControllers = (): string | undefined =>
  findProgram('source-controller') === undefined || findProgram('kustomize-controller') === undefined
    ? 'Flux is not built; run npm run verify:delivery'
    : undefined

export async function startFlux({ folder, controllerKubeconfig, processes }: ApiServer): Promise<void> {
  const storage = `127.0.0.1:${await freePort()}`
  const artifacts = join(folder, 'artifacts')
  mkdirSync(artifacts)
  const addresses = async (): Promise<string[]> => [
    `--metrics-addr=127.0.0.1:${await freePort()}`,
    `--health-addr=127.0.0.1:${await freePort()}`,
  ]
  const env = {
    ...process.env,
    KUBECONFIG: controllerKubeconfig,
    RUNTIME_NAMESPACE: 'flux-system',
    HOME: folder,
    TMPDIR: folder,
  }
  const common = ['--watch-all-namespaces', '--log-level=info']
  processes.start(
    findProgram('source-controller')!,
    [
      ...common,
      ...(await addresses()),
      `--storage-path=${artifacts}`,
      `--storage-addr=${storage}`,
      `--storage-adv-addr=${storage}`,
    ],
    join(folder, 'source-controller.log'),
    env,
  )
  processes.start(
    findProgram('kustomize-controller')!,
    [...common, ...(await addresses()), '--requeue-dependency=1s'],
    join(folder, 'kustomize-controller.log'),
    env,
  )
}

interface Condition {
  readonly type: string
  readonly status: string
  readonly reason: string
  readonly message: string
}

export const readyOf = (object: LiveObject | undefined): Condition | undefined =>
  ((object?.status?.conditions ?? []) as readonly Condition[]).find(({ type }) => type === 'Ready')

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
