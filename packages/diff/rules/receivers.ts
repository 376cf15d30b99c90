import { copiesThatCanFail, type KubernetesObject, stringAt } from '@thanos-gitops/manifest'
import { firstOrdinalOf } from '../rollout.ts'
import { podRange } from './pod-range.ts'
import { copiesOf, zonesOf } from './quorum.ts'
import { type ChangeContext, risk, type Verdict } from './rule.ts'

/** In which order receivers and their entries in a hashring change. Undefined for other pods. */
export function receiversStart({ after, workloads, sides }: ChangeContext, to: number): string | undefined {
  const workload = workloads.after
  if (workload === undefined || copiesOf(workload, sides.after) === undefined) return undefined
  const last = `${after.metadata.name}-${firstOrdinalOf(after) + to - 1}`
  if (!isInHashring(last, sides.after) || isInHashring(last, sides.before)) return undefined
  return ' Order: the pods start, then the hashring lists them, and the routers read it within a few minutes. A part of the series moves to them; the former receivers upload what they have.'
}

/** The verdict on receivers that stop although the hashring listed them until now. Undefined for other pods. */
export function receiversStop(
  { after, workloads, sides }: ChangeContext,
  from: number,
  to: number,
  stopped: string,
): Verdict | undefined {
  const workload = workloads.after
  const copies = workload && copiesOf(workload, sides.after)
  if (copies === undefined) return undefined
  const first = firstOrdinalOf(after)
  const { name } = after.metadata
  const inRing = Array.from({ length: from - to }, (_, index) => `${name}-${first + to + index}`).filter((pod) =>
    isInHashring(pod, sides.before),
  )
  if (inRing.length === 0) return undefined
  // The other zones lose as many: their waves do not wait for pods that stop.
  const zones = Math.max(1, zonesOf(workload!, sides.after).length)
  const count = inRing.length * zones
  const lost = copiesThatCanFail(copies)
  const writes =
    count > lost
      ? `Until the routers read the new hashring, writes fail for the series of which more than ${lost} ${lost === 1 ? 'copy is' : 'copies are'} on ${podRange(name, first + to, first + from - 1)}${zones > 1 ? ' and those of the other zones' : ''}; senders repeat them.`
      : 'Writes succeed with the other copies.'
  const why = `${stopped} The hashring lists ${inRing.length === 1 ? 'it' : 'them'} until the routers read the new one. ${writes} In two steps, nothing fails: first receive: {leaving: ${(from - to) * zones}}, and after five minutes replicas: ${to * zones} without leaving. A pod writes its samples to a block and uploads it when it stops.`
  return count > lost ? risk(why) : { class: 'scale', why }
}

/** Whether a ConfigMap contains the address of a pod behind a headless Service. */
const isInHashring = (pod: string, side: ChangeContext['sides']['after']): boolean =>
  side.ofKind('ConfigMap').some((object) => hashringTexts(object).some((text) => text.includes(`"${pod}.`)))

const hashringTexts = (object: KubernetesObject): readonly string[] =>
  Object.keys((object as { readonly data?: object }).data ?? {})
    .map((key) => stringAt(object, 'data', key) ?? '')
    .filter((text) => text.includes('"endpoints"'))
