import { join } from 'node:path'
import { $ } from 'zx'
import type { DeliveryRig, PodEvent } from '../delivery-rig.ts'
import type { PartContext } from '../part.ts'
import { settled } from '../scenarios/target.ts'
import { editYaml } from '../working-clone.ts'
import { requestsText } from './reconciliation.ts'

/** From the push of a new Thanos image to the last pod that is ready with it. All Thanos pods are replaced. */
export async function measurePush(rig: DeliveryRig, report: PartContext['report']): Promise<void> {
  const file = join(rig.clone, `environments/${rig.environment}/environment.yaml`)
  editYaml(file, (document) => {
    document.setIn(['images', 0, 'newTag'], 'v0.42.5')
  })
  await $({ quiet: true, cwd: rig.clone })`npx thanos-gitops render`
  const [podMark, requestMark, start] = [rig.pods.mark(), rig.requests.mark(), Date.now()]
  const commit = await rig.push('Change the image of Thanos')
  const state = await settled(rig, commit)
  const events = rig.pods.since(podMark)
  const requests = rig.requests.since(requestMark)
  const isComplete = state.isSynced && state.isHealthy && state.revision === commit
  const seconds = secondsTo(start, events)
  report({
    title: `a new image: ${countOf(events, 'ready')} pods in ${seconds} s, ${requestsText(requests)}`,
    problems: isComplete && seconds !== undefined ? [] : [state.message],
    figures: {
      [`seconds from the push of a new image to the last of ${countOf(events, 'ready')} ready pods`]: String(seconds),
      'API requests from that push to the end': String(requests.length),
    },
  })
}

const countOf = (events: readonly PodEvent[], kind: PodEvent['kind']): number =>
  events.filter((event) => event.kind === kind).length

/** The seconds to the last pod that became ready; undefined if none did. */
function secondsTo(start: number, events: readonly PodEvent[]): number | undefined {
  const last = events.findLast(({ kind }) => kind === 'ready')
  return last && Math.round((last.at.getTime() - start) / 100) / 10
}
