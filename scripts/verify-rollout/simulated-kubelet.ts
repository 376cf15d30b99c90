// Plays the scheduler and the kubelets: a pod gets a node, runs and is ready; one that is deleted is gone.
import { type KubernetesObject, listOf, mappingOf, mappingsOf, stringAt, valueAt } from '@thanos-gitops/manifest'
import { sleep } from 'zx'
import type { SendRequest } from './api-client.ts'

export type Pod = KubernetesObject & {
  readonly metadata: { readonly uid: string; readonly deletionTimestamp?: string }
}

export const nodes = ['verify-node-a', 'verify-node-b']

export const podsIn = async (send: SendRequest, namespace: string): Promise<readonly Pod[]> =>
  listOf((await send('GET', `/api/v1/namespaces/${namespace}/pods`)).body.items) as readonly Pod[]

export const isReady = (pod: Pod): boolean =>
  mappingsOf(valueAt(pod, ['status', 'conditions'])).some(({ type, status }) => type === 'Ready' && status === 'True')

/** Creates nodes that are ready, and plays them until `stop` is called. */
export async function simulateKubelets(send: SendRequest, namespace: string): Promise<{ stop: () => Promise<void> }> {
  for (const node of nodes) await createNode(send, node)
  let isStopped = false
  const loop = async (): Promise<void> => {
    while (!isStopped) {
      for (const node of nodes) await keepReady(send, node)
      for (const [index, pod] of (await podsIn(send, namespace)).entries()) await playPod(send, pod, index)
      await sleep(300)
    }
  }
  const running = loop()
  return {
    async stop() {
      isStopped = true
      await running
    },
  }
}

const room = { cpu: '64', memory: '512Gi', pods: '500' }

async function createNode(send: SendRequest, name: string): Promise<void> {
  await send('POST', '/api/v1/nodes', {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/hostname': name } },
    status: { capacity: room, allocatable: room },
  })
  // The server adds a taint to each new node, which a controller that does not run here removes.
  await send('PATCH', `/api/v1/nodes/${name}`, { spec: { taints: null } }, 'application/merge-patch+json')
}

const keepReady = (send: SendRequest, name: string): Promise<unknown> =>
  send(
    'PATCH',
    `/api/v1/nodes/${name}/status`,
    {
      status: {
        capacity: room,
        allocatable: room,
        conditions: [
          { type: 'Ready', status: 'True', reason: 'Simulated', lastHeartbeatTime: new Date().toISOString() },
        ],
      },
    },
    'application/strategic-merge-patch+json',
  )

async function playPod(send: SendRequest, pod: Pod, index: number): Promise<void> {
  const { name, namespace, deletionTimestamp } = pod.metadata
  const path = `/api/v1/namespaces/${namespace}/pods/${name}`
  if (deletionTimestamp !== undefined) {
    // kubectl proxy does not forward the body of a DELETE.
    await send('DELETE', `${path}?gracePeriodSeconds=0`)
    return
  }
  if (stringAt(pod, 'spec', 'nodeName') === undefined) {
    const target = { apiVersion: 'v1', kind: 'Node', name: requiredNode(pod) ?? nodes[index % nodes.length] }
    await send('POST', `${path}/binding`, { apiVersion: 'v1', kind: 'Binding', metadata: { name }, target })
  }
  if (!isReady(pod))
    await send('PATCH', `${path}/status`, { status: runningStatus(pod) }, 'application/strategic-merge-patch+json')
}

/** The node that the controller of a DaemonSet chose. */
function requiredNode(pod: Pod): string | undefined {
  const affinity = [
    'spec',
    'affinity',
    'nodeAffinity',
    'requiredDuringSchedulingIgnoredDuringExecution',
    'nodeSelectorTerms',
  ]
  const fields = mappingsOf(valueAt(pod, affinity)).flatMap((term) => mappingsOf(term.matchFields))
  const found = fields.find(({ key }) => key === 'metadata.name')
  return found && String(listOf(found.values)[0])
}

function runningStatus(pod: Pod): object {
  const now = new Date().toISOString()
  const containers = mappingsOf(mappingOf(valueAt(pod, ['spec'])).containers)
  return {
    phase: 'Running',
    startTime: now,
    podIP: '10.0.0.1',
    conditions: ['Initialized', 'ContainersReady', 'Ready'].map((type) => ({
      type,
      status: 'True',
      lastTransitionTime: now,
    })),
    containerStatuses: containers.map(({ name }) => ({
      name,
      image: '',
      imageID: '',
      restartCount: 0,
      ready: true,
      started: true,
      state: { running: { startedAt: now } },
    })),
  }
}
