import type { ApiClient } from './api-client.ts'
import type { PodEvent, PodEventKind, PodLog } from './delivery-rig.ts'
import { isReady } from './simulation/pod-needs.ts'
import { type WatchEventType, type WatchedObject, WatchedObjects } from './simulation/watched-objects.ts'

const order: readonly PodEventKind[] = ['created', 'ready', 'deleting', 'deleted']

/** Records what happens to the pods of all namespaces. */
export function observePods(client: ApiClient): PodLog & { stop(): Promise<void> } {
  const events: PodEvent[] = []
  const last = new Map<string, PodEventKind>()
  const pods = new WatchedObjects(client, '/api/v1/pods', (type, pod) => {
    const { uid, name, namespace = '' } = pod.metadata
    const kind = kindOf(type, pod)
    const previous = last.get(uid)
    // A pod that is no longer ready, but exists, has no event of its own.
    if (previous !== undefined && order.indexOf(kind) <= order.indexOf(previous)) return
    last.set(uid, kind)
    // A pod that is ready when the watch sees it first was created before.
    const kinds = previous === undefined && kind === 'ready' ? (['created', 'ready'] as const) : [kind]
    for (const one of kinds) events.push({ pod: name, namespace, uid, kind: one, at: new Date() })
  }).start()
  return {
    mark: () => events.length,
    since: (mark) => events.slice(mark),
    stop: () => pods.stop(),
  }
}

function kindOf(type: WatchEventType, pod: WatchedObject): PodEventKind {
  if (type === 'DELETED') return 'deleted'
  if (pod.metadata.deletionTimestamp !== undefined) return 'deleting'
  return isReady(pod) ? 'ready' : 'created'
}
