// Simulates kubelets, and the scheduler where none runs. A pod with a node becomes ready after a moment, if the ConfigMaps, Secrets
// and claims that it needs exist and its images can be pulled; a pod that is being deleted is gone after a moment.
import { stringAt } from '@thanos-gitops/manifest'
import type { ApiClient, SendRequest } from '../api-client.ts'
import type { NodeName } from './nodes.ts'
import { imagesOf, isReady, needsOf, nodeOf, requiredNode } from './pod-needs.ts'
import { runningStatus, type Waiting, waitingStatus } from './pod-status.ts'
import { type Repetition, repeat } from './repeat.ts'
import { type WatchedObject, WatchedObjects } from './watched-objects.ts'

export interface KubeletOptions {
  readonly nodes: readonly NodeName[]
  /** Whether pods without a node get one, because no scheduler runs. */
  readonly schedules?: boolean
}

/** How long containers take to start and to end, in milliseconds. */
const startTime = 700
const endTime = 400
const strategicPatch = 'application/strategic-merge-patch+json'

export class SimulatedKubelets {
  readonly #send: SendRequest
  readonly #options: KubeletOptions
  readonly #work: Repetition
  readonly #pods: WatchedObjects
  readonly #needed: Readonly<Record<'ConfigMap' | 'Secret' | 'PersistentVolumeClaim', WatchedObjects>>
  readonly #brokenImages = new Set<string>()
  /** When each pod could start, or had to end. */
  readonly #since = new Map<string, number>()
  /** What the status of each pod that waits states. */
  readonly #reported = new Map<string, string>()
  #addresses = 0

  constructor(client: ApiClient, options: KubeletOptions) {
    this.#send = client.send
    this.#options = options
    const changed = () => this.#work.request()
    const watched = (path: string) => new WatchedObjects(client, path, changed)
    this.#pods = watched('/api/v1/pods')
    this.#needed = {
      ConfigMap: watched('/api/v1/configmaps'),
      Secret: watched('/api/v1/secrets'),
      PersistentVolumeClaim: watched('/api/v1/persistentvolumeclaims'),
    }
    this.#work = repeat('simulated kubelets', async () => {
      await Promise.all(this.#pods.values().map((pod, index) => this.#play(pod, index)))
    })
    for (const objects of [this.#pods, ...Object.values(this.#needed)]) objects.start()
  }

  /** Pods with an image that contains this substring do not become ready from now on. */
  breakImage(part: string): void {
    this.#brokenImages.add(part)
  }

  repairImage(part: string): void {
    this.#brokenImages.delete(part)
    this.#work.request()
  }

  async stop(): Promise<void> {
    await this.#work.stop()
    await Promise.all([this.#pods, ...Object.values(this.#needed)].map((objects) => objects.stop()))
  }

  async #play(pod: WatchedObject, index: number): Promise<void> {
    const { name, namespace, uid, deletionTimestamp } = pod.metadata
    const path = `/api/v1/namespaces/${namespace}/pods/${name}`
    if (deletionTimestamp !== undefined) {
      if (this.#hasPassed(`${uid} ends`, endTime))
        await this.#send('DELETE', path, { gracePeriodSeconds: 0, preconditions: { uid } })
    } else if (nodeOf(pod) === undefined) {
      if (this.#options.schedules) await this.#schedule(pod, path, index)
    } else if (!isReady(pod) && stringAt(pod, 'status', 'phase') !== 'Succeeded') await this.#startPod(pod, path)
  }

  async #startPod(pod: WatchedObject, path: string): Promise<void> {
    const { uid } = pod.metadata
    const waiting = this.#waits(pod)
    if (waiting !== undefined) {
      this.#since.delete(uid)
      await this.#reportWaiting(pod, path, waiting)
    } else if (this.#hasPassed(uid, startTime)) {
      this.#addresses += 1
      const address = `10.1.${Math.floor(this.#addresses / 250)}.${(this.#addresses % 250) + 1}`
      await this.#send('PATCH', `${path}/status`, { status: runningStatus(pod, address) }, strategicPatch)
    }
  }

  #hasPassed(key: string, milliseconds: number): boolean {
    const since = this.#since.get(key) ?? Date.now()
    this.#since.set(key, since)
    if (Date.now() - since >= milliseconds) return true
    setTimeout(() => this.#work.request(), milliseconds)
    return false
  }

  #waits(pod: WatchedObject): Waiting | undefined {
    const missing = needsOf(pod).find(({ kind, name }) => {
      const object = this.#needed[kind].get(pod.metadata.namespace!, name)
      return (
        object === undefined || (kind === 'PersistentVolumeClaim' && stringAt(object, 'status', 'phase') !== 'Bound')
      )
    })
    if (missing !== undefined) {
      const state = missing.kind === 'PersistentVolumeClaim' ? 'is not bound' : 'not found'
      return { reason: 'ContainerCreating', message: `MountVolume failed: ${missing.kind} "${missing.name}" ${state}` }
    }
    const broken = imagesOf(pod).find((image) => [...this.#brokenImages].some((part) => image.includes(part)))
    return broken === undefined
      ? undefined
      : { reason: 'ImagePullBackOff', message: `Back-off pulling image "${broken}": not found` }
  }

  /** Writes the status and an event, as kubelets do. */
  async #reportWaiting(pod: WatchedObject, path: string, waiting: Waiting): Promise<void> {
    const { name, namespace, uid } = pod.metadata
    if (this.#reported.get(uid) === waiting.message) return
    this.#reported.set(uid, waiting.message)
    await this.#send('PATCH', `${path}/status`, { status: waitingStatus(pod, waiting) }, strategicPatch)
    const now = new Date().toISOString()
    await this.#send('POST', `/api/v1/namespaces/${namespace}/events`, {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { generateName: `${name}.`, namespace },
      involvedObject: { apiVersion: 'v1', kind: 'Pod', name, namespace, uid },
      type: 'Warning',
      reason: waiting.reason === 'ImagePullBackOff' ? 'Failed' : 'FailedMount',
      message: waiting.message,
      source: { component: 'kubelet', host: nodeOf(pod) },
      firstTimestamp: now,
      lastTimestamp: now,
      count: 1,
    })
  }

  async #schedule({ metadata: { name }, ...pod }: WatchedObject, path: string, index: number): Promise<void> {
    const { nodes } = this.#options
    const node = requiredNode(pod as WatchedObject) ?? nodes[index % nodes.length]!.name
    const target = { apiVersion: 'v1', kind: 'Node', name: node }
    await this.#send('POST', `${path}/binding`, { apiVersion: 'v1', kind: 'Binding', metadata: { name }, target })
  }
}
