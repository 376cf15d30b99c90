import type { Place } from '@thanos-gitops/manifest'
import type { Reach, ReachingLine, RingReach } from '@thanos-gitops/manifest/change'
import { counted } from '../counted.ts'
import { placeText } from '../findings-text.ts'

/**
 * How far a change reaches, in one line: `Reaches 9 of 12 environments: 1 of ring canary, 8 of ring wide. FILE:12 reaches most (8).`
 * @param code formats a line of the change; `place` is undefined for a pin
 * @param text formats a name
 */
export function reachText(
  { environments, deliveryOnly, of, rings, most }: Reach,
  code: (value: string, place: Place | undefined) => string = plain,
  text: (value: string) => string = plain,
): string {
  if (environments.length === 0) return `Reaches none of ${counted(of, 'environment')}.`
  const byRing = rings.length === 0 ? '' : `: ${rings.map((ring) => ringText(ring, text)).join(', ')}`
  return [
    `Reaches ${environments.length} of ${counted(of, 'environment')}${byRing}.`,
    ...(most === undefined ? [] : [`${code(lineText(most), most.place)} reaches most (${most.environments.length}).`]),
    ...(deliveryOnly.length === 0
      ? []
      : [`In ${deliveryOnly.length} of them, only objects of Argo CD or Flux change.`]),
  ].join(' ')
}

const plain = (value: string): string => value

const ringText = ({ name, environments }: RingReach, text: (value: string) => string): string =>
  `${environments.length} ${name === undefined ? 'without a ring' : `of ring ${text(name)}`}`

const lineText = ({ place, pin }: ReachingLine): string => (place === undefined ? `source: ${pin}` : placeText(place))
