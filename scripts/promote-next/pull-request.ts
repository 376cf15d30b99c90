import { counted } from '@thanos-gitops/report'
import { type RingStep, shortName } from '@thanos-gitops/workspace/rings'
import type { MovedPin } from '@thanos-gitops/workspace/rings/move-pins'

/** A pull request that is not opened yet. */
export interface NextPullRequest {
  readonly branch: string
  readonly title: string
  readonly body: string
  /** The id of the tree of its only commit. Empty in a dry run. */
  readonly tree: string
}

export const titleOf = ({ ring, source, part }: RingStep): string =>
  `${ring}: ${shortName(source)}${part === undefined ? '' : ` (${part.number} of ${part.of})`}`

/** Names of tags and environments contain no character of Markdown but `_`, which has no effect in code. */
export function bodyOf(step: RingStep, moved: readonly MovedPin[]): string {
  const { ring, from, source, part, needs } = step
  const rows = moved.map(({ environment, before, counts: { objects, changed, added, removed } }) => {
    const differing = changed + added + removed
    return `| \`${environment}\` | \`${shortPin(before)}\` | ${differing} of ${counted(objects, 'object')} |`
  })
  const before = part === undefined || part.number === 1 ? '' : ` and the parts before this one of \`${ring}\``
  const predecessors = `The ring \`${from}\`${before} (${counted(needs.length, 'environment')}) ${before === '' ? 'is' : 'are'}`
  return [
    `Moves the pins of the ring \`${ring}\` to \`${shortName(source)}\` (${source.commit}). ${predecessors} at this revision and healthy.`,
    ['| environment | pin before | objects that differ |', '| --- | --- | --- |', ...rows].join('\n'),
    `This is the only pull request for this ring and revision${part === undefined ? '' : ` and part ${part.number} of ${part.of}`}. If you close it, none is opened again (environments/rings.md).`,
  ].join('\n\n')
}

const shortPin = (pin: string): string => (/^[0-9a-f]{40,64}$/.test(pin) ? pin.slice(0, 8) : pin)
