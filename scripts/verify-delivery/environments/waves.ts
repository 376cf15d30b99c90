// Whether the objects of a wave were created after the workloads of the waves before were ready.
import { type KubernetesObject, waveAnnotation, waves } from '@thanos-gitops/manifest'
import { pathOf } from '../../verify-rollout/objects.ts'
import type { SendRequest } from '../api-client.ts'
import type { PodEvent, Tool } from '../delivery-rig.ts'

/** Flux applies the first two waves with one Kustomization. */
const waveOf = (tool: Tool, { metadata }: KubernetesObject): number => {
  const wave = Number(metadata.annotations?.[waveAnnotation] ?? waves.configuration)
  return tool === 'flux' ? Math.max(wave, waves.configuration) : wave
}

interface Wave {
  readonly wave: number
  readonly objects: readonly KubernetesObject[]
}

const wavesOf = (tool: Tool, objects: readonly KubernetesObject[]): readonly Wave[] =>
  [...Map.groupBy(objects, (object) => waveOf(tool, object))]
    .map(([wave, members]) => ({ wave, objects: members }))
    .sort((a, b) => a.wave - b.wave)

/** @param events all events of pods since the cluster started */
export async function orderProblems(
  tool: Tool,
  send: SendRequest,
  objects: readonly KubernetesObject[],
  events: readonly PodEvent[],
): Promise<readonly string[]> {
  const problems: string[] = []
  let before: { readonly wave: number; readonly created: string; readonly ready: number } | undefined
  for (const { wave, objects: members } of wavesOf(tool, objects)) {
    const times = await Promise.all(members.map((object) => creationTime(send, object)))
    const pods = events.filter(({ pod }) => members.some((object) => isPodOf(object, pod, objects)))
    if (before !== undefined) {
      const [first] = times.toSorted()
      // The server stores seconds.
      if (first! < before.created)
        problems.push(`wave ${wave} was created at ${first}, wave ${before.wave} at ${before.created}`)
      const [firstPod] = pods
      if (firstPod !== undefined && firstPod.at.getTime() < before.ready)
        problems.push(`${firstPod.pod} of wave ${wave} was created before all pods of wave ${before.wave} were ready`)
    }
    const ready = pods.filter(({ kind }) => kind === 'ready').map(({ at }) => at.getTime())
    before = { wave, created: times.toSorted().at(-1)!, ready: Math.max(0, ...ready, before?.ready ?? 0) }
  }
  if (!events.some(({ kind }) => kind === 'ready')) problems.push('no pod became ready')
  return problems
}

async function creationTime(send: SendRequest, object: KubernetesObject): Promise<string> {
  const path = await pathOf(send, object, object.metadata.namespace ?? '')
  const { status, body } = await send('GET', path)
  if (status !== 200) throw new Error(`${object.kind}/${object.metadata.name}: ${body.message}`)
  return (body.metadata as { creationTimestamp: string }).creationTimestamp
}

const hasPods = ({ kind }: KubernetesObject): boolean => kind === 'StatefulSet' || kind === 'Deployment'

/** The pods of `thanos-query-frontend` also begin with the name of `thanos-query`. */
function isPodOf(object: KubernetesObject, pod: string, all: readonly KubernetesObject[]): boolean {
  const owners = all.filter((other) => hasPods(other) && pod.startsWith(`${other.metadata.name}-`))
  const [owner] = owners.toSorted((a, b) => b.metadata.name.length - a.metadata.name.length)
  return hasPods(object) && owner === object
}
