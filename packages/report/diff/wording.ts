import { isAtRevision, type Json, type Origin, type Place } from '@thanos-gitops/manifest'
import {
  type Change,
  changesDelivery,
  type DeliveredChange,
  type DeliveryTool,
  type NamedDiff,
  type ObjectChange,
} from '@thanos-gitops/manifest/change'
import { placeText } from '../findings-text.ts'
import { classCounts } from './classes.ts'

const sideNotes: Readonly<Record<NamedDiff['side'], string>> = { both: '', new: ' (new)', gone: ' (removed)' }

/** The name of an environment, with a note if only one side of the comparison has it, or if its pin moves. */
export const environmentText = ({ name, side, source }: NamedDiff): string =>
  `${name}${sideNotes[side]}${source === undefined ? '' : ` (source: ${source.before ?? tree} → ${source.after ?? tree})`}`

const tree = 'working tree'

export const headline = (diff: NamedDiff): string => {
  const { objects, counts } = diff
  const subject = environmentText(diff)
  return objects.length === 0
    ? `${subject}: ${changesDelivery(diff) ? 'no object changes, but the delivery' : 'no change'}`
    : `${subject}: ${objects.length} of ${Math.max(counts.before, counts.after)} objects change: ${classCounts(objects)}`
}

export const objectName = ({ kind, name, namespace }: ObjectChange): string =>
  `${kind}/${name}${namespace === undefined ? '' : ` in ${namespace}`}`

export const toolNames: Readonly<Record<DeliveryTool, string>> = { 'argo-cd': 'Argo CD', flux: 'Flux' }

/** Another way of applying a change: of the other tool, or in another mode. */
export const otherWay = ({ mode, tool }: NonNullable<Change['otherwise']>[number]): string =>
  tool === undefined ? `Applied ${mode === 'replace' ? 'by replace' : mode}` : `With ${toolNames[tool]}`

/** At most so many objects are named in a sentence. */
const mostNamed = 3

/** What waits until the pods of an object are ready. One line if it is the same for all tools. */
export function holdLines(holds: DeliveredChange['holds']): readonly string[] {
  const entries = Object.entries(holds ?? {}) as [DeliveryTool, readonly string[]][]
  const byList = Map.groupBy(entries, ([, held]) => held.join())
  return [...byList.values()].map((same) => {
    const held = same[0]![1]
    const named = held.slice(0, mostNamed).join(', ')
    const more = held.length > mostNamed ? ` and ${held.length - mostNamed} more` : ''
    const tools = same.map(([tool]) => toolNames[tool]).join(' and ')
    const verb = same.length > 1 ? 'do' : 'does'
    return `Until its pods are ready, ${tools} ${verb} not change ${named}${more}, and ${same.length > 1 ? 'apply' : 'applies'} no newer commit.`
  })
}

/** Whether a change has a line of its own: it is at a field, or the API server refuses the object as a whole. */
export const isShown = ({ pointer, message }: Change): boolean => pointer !== '' || message !== undefined

/** A value in one line, shortened to `longest` characters. */
export function valueText(value: Json | undefined, longest = 160): string {
  const line = lineText(value)
  const points = [...line.slice(0, longest * 2)]
  return points.length > longest ? `${points.slice(0, longest).join('')}… (${line.length} characters)` : line
}

/** A value in one line. */
export function lineText(value: Json | undefined): string {
  if (value === undefined) return '—'
  const text = typeof value === 'string' ? (value === '' ? '""' : value) : JSON.stringify(value)
  return text.replaceAll('\r', '').trimEnd().replaceAll('\n', '⏎')
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

const originText = ({ layer, place, usedAt }: Origin): string =>
  layer === 'setting' && usedAt !== undefined
    ? `${placeText(place)} (${layer}, used at ${placeText(usedAt)})`
    : `${placeText(place)} (${layer})`

/** The place of an annotation: the line of the source, not of the rendered manifest, or the line that moves the pin. */
export function causePlace(change: Change, { source }: NamedDiff): Place | undefined {
  const place = sourcePlace(change)
  return source !== undefined && place !== undefined && isAtRevision(place) ? source.place : place
}

const sourcePlace = ({ cause }: Change): Place | undefined =>
  cause?.after?.origins?.[0]?.place ?? cause?.after?.place ?? cause?.before?.place
