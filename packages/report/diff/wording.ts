import type { Json, Origin, Place } from '@thanos-gitops/manifest'
import type { Change, DeliveryTool, NamedDiff, ObjectChange } from '@thanos-gitops/manifest/change'
import { placeText } from '../findings-text.ts'
import { classCounts } from './classes.ts'

const sideNotes: Readonly<Record<NamedDiff['side'], string>> = { both: '', new: ' (new)', gone: ' (removed)' }

/** The name of an environment, with a note if only one side of the comparison has it. */
export const environmentText = ({ name, side }: NamedDiff): string => `${name}${sideNotes[side]}`

export const headline = (diff: NamedDiff): string => {
  const { objects, counts } = diff
  const subject = environmentText(diff)
  return objects.length === 0
    ? `${subject}: no change`
    : `${subject}: ${objects.length} of ${Math.max(counts.before, counts.after)} objects change: ${classCounts(objects)}`
}

export const objectName = ({ kind, name, namespace }: ObjectChange): string =>
  `${kind}/${name}${namespace === undefined ? '' : ` in ${namespace}`}`

export const toolNames: Readonly<Record<DeliveryTool, string>> = { 'argo-cd': 'Argo CD', flux: 'Flux' }

/** Whether a change has a line of its own: it is at a field, or the API server refuses the object as a whole. */
export const isShown = ({ pointer, message }: Change): boolean => pointer !== '' || message !== undefined

/** A value in one line, shortened to `longest` characters. */
export function valueText(value: Json | undefined, longest = 160): string {
  if (value === undefined) return '—'
  const text = typeof value === 'string' ? (value === '' ? '""' : value) : JSON.stringify(value)
  const line = text.replaceAll('\r', '').trimEnd().replaceAll('\n', '⏎')
  const points = [...line.slice(0, longest * 2)]
  return points.length > longest ? `${points.slice(0, longest).join('')}… (${text.length} characters)` : line
}

/** The line that made a change: the newest source of the new value, or of the old value where the field was removed. */
export function causeText({ cause, before: old }: Change): string | undefined {
  if (cause === undefined) return undefined
  const [after, before] = [cause.after, cause.before].map(
    (side) => side && (side.origins?.[0] ? originText(side.origins[0]) : placeText(side.place)),
  )
  if (after === undefined) return before === undefined ? undefined : `was ${before}`
  return before === undefined || before === after || old === undefined ? after : `${after}, was ${before}`
}

const originText = ({ layer, place }: Origin): string => `${placeText(place)} (${layer})`

/** The place of an annotation: the line of the source, not of the rendered manifest. */
export const causePlace = ({ cause }: Change): Place | undefined =>
  cause?.after?.origins?.[0]?.place ?? cause?.after?.place ?? cause?.before?.place
