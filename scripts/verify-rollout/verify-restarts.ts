// Which pods the controllers of Kubernetes replace after a change, and what diff predicts.
import { diffWithServer } from '@thanos-gitops/diff'
import { type KubernetesObject, labelOf, listOf, numberAt } from '@thanos-gitops/manifest'
import type { ObjectChange } from '@thanos-gitops/manifest/change'
import { sleep } from 'zx'
import { connect, type SendRequest } from '../verify-delivery/api-client.ts'
import { adminToken } from '../verify-delivery/api-server.ts'
import { SimulatedKubelets } from '../verify-delivery/simulation/kubelets.ts'
import { createNodes, type NodeName } from '../verify-delivery/simulation/nodes.ts'
import { isReady } from '../verify-delivery/simulation/pod-needs.ts'
import type { WatchedObject } from '../verify-delivery/simulation/watched-objects.ts'
import { pathOf } from './objects.ts'
import { type RestartChange, restartChanges, restartNamespace } from './restart-changes.ts'
import type { RunningServer } from './server.ts'

type Pod = WatchedObject

const nodes: readonly NodeName[] = ['a', 'b'].map((name) => ({ name: `verify-node-${name}`, zone: `zone-${name}` }))

const podsIn = async (send: SendRequest, namespace: string): Promise<readonly Pod[]> =>
  listOf((await send('GET', `/api/v1/namespaces/${namespace}/pods`)).body.items) as readonly Pod[]

/** Prints each change with another result than diff predicts. Returns whether all are as predicted. */
export async function verifyRestarts({ send, controllers, minor }: RunningServer): Promise<boolean> {
  const { address, kubeconfig, start } = controllers!
  await start('kube-controller-manager', [
    `--kubeconfig=${kubeconfig}`,
    '--leader-elect=false',
    '--secure-port=0',
    '--controllers=deployment,replicaset,statefulset,daemonset,garbagecollector',
  ])
  await apply(send, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: restartNamespace } })
  await createNodes(send, nodes)
  const client = connect(address, adminToken, 'simulation')
  const kubelets = new SimulatedKubelets(client, { nodes, schedules: true })
  try {
    for (const { before } of restartChanges) await apply(send, before)
    const first = await settledPods(
      send,
      restartChanges.map(({ before }) => before),
    )
    for (const { after } of restartChanges) await apply(send, after)
    const second = await settledPods(
      send,
      restartChanges.map(({ after }) => after),
    )
    const predictions = await predictionsOf(restartChanges)
    const results = restartChanges.map((change, index) => compared(change, predictions[index], first, second))
    for (const { line } of results.filter(({ agrees }) => !agrees)) console.log(line)
    const agreeing = results.filter(({ agrees }) => agrees).length
    console.log(
      `Kubernetes ${minor}, controllers: ${agreeing} of ${results.length} changes replace the pods that diff names`,
    )
    return agreeing === results.length
  } finally {
    await kubelets.stop()
    client.close()
  }
}

async function apply(send: SendRequest, object: KubernetesObject): Promise<void> {
  const path = await pathOf(send, object, restartNamespace)
  const { status, body } = await send(
    'PATCH',
    `${path}?fieldManager=verify&force=true`,
    object,
    'application/apply-patch+yaml',
  )
  if (status >= 300) throw new Error(`${object.kind}/${object.metadata.name}: ${body.message}`)
}

type PodsByApp = ReadonlyMap<string, readonly Pod[]>

const appOf = (pod: Pod): string => pod.metadata.labels?.app ?? ''

const expectedPods = (object: KubernetesObject): number =>
  object.kind === 'DaemonSet' ? nodes.length : (numberAt(object, 'spec', 'replicas') ?? 1)

/** How long the pods must not change, in milliseconds, before the controllers count as finished. */
const quietTime = 12_000
const limit = 300_000

/** The pods of all workloads, when they are ready and none has been replaced for some time. */
async function settledPods(send: SendRequest, objects: readonly KubernetesObject[]): Promise<PodsByApp> {
  const deadline = Date.now() + limit
  let last = ''
  let since = Date.now()
  for (;;) {
    const pods = await podsIn(send, restartNamespace)
    const state = pods
      .map((pod) => `${pod.metadata.uid} ${isReady(pod)} ${pod.metadata.deletionTimestamp ?? ''}`)
      .sort()
      .join('\n')
    if (state !== last) {
      last = state
      since = Date.now()
    }
    const byApp = Map.groupBy(pods, appOf)
    const incomplete = objects.filter((object) => {
      const own = byApp.get(object.metadata.name) ?? []
      return own.length !== expectedPods(object) || !own.every(isReady)
    })
    if (incomplete.length === 0 && Date.now() - since > quietTime) return byApp
    if (Date.now() > deadline)
      throw new Error(`The pods do not settle within ${limit / 1000} s: ${incomplete.map(labelOf).join(', ')}`)
    await sleep(500)
  }
}

/** All workloads are compared at once; each has a name of its own. */
async function predictionsOf(changes: readonly RestartChange[]): Promise<readonly (ObjectChange | undefined)[]> {
  const sourced = (object: KubernetesObject) => ({ object, place: () => ({ file: 'verify-restarts' }) })
  const [diff] = await diffWithServer([
    {
      name: 'verify-restarts',
      before: changes.map(({ before }) => sourced(before)),
      after: changes.map(({ after }) => sourced(after)),
      kubernetesVersion: '1.36',
      delivery: 'flux',
    },
  ])
  return changes.map(({ after: { kind, metadata } }) =>
    diff!.objects.find((change) => change.kind === kind && change.name === metadata.name),
  )
}

function compared(
  { title, before, after }: RestartChange,
  prediction: ObjectChange | undefined,
  first: PodsByApp,
  second: PodsByApp,
): { readonly agrees: boolean; readonly line: string } {
  const old = (first.get(before.metadata.name) ?? []).map(({ metadata }) => metadata.uid)
  const kept = (second.get(after.metadata.name) ?? []).filter(({ metadata }) => old.includes(metadata.uid)).length
  const replaced = old.length - kept
  const predicted = replacedBy(prediction, after, old.length)
  return {
    agrees: replaced === predicted,
    line: `${title}: diff returns ${prediction?.class ?? 'no change'} (${predicted} of ${old.length} pods are replaced), the controllers replace ${replaced}`,
  }
}

/** How many of the old pods are replaced: none without a rollout, and only those from the partition on. */
function replacedBy(prediction: ObjectChange | undefined, after: KubernetesObject, pods: number): number {
  if (prediction?.rollout === undefined) return 0
  return Math.max(0, pods - (numberAt(after, 'spec', 'updateStrategy', 'rollingUpdate', 'partition') ?? 0))
}
