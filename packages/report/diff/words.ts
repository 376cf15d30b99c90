import type { Json, Origin, Place } from '@thanos-gitops/manifest'
import {
  type Amounts,
  type Capacity,
  type CapacityChange,
  type Change,
  type NamedDiff,
  type ObjectChange,
  type RolloutClass,
  rolloutClasses,
} from '@thanos-gitops/manifest/change'
import { placeText } from '../findings-text.ts'

export const worstFirst: readonly RolloutClass[] = [...rolloutClasses].reverse()

/** What asks for a decision before the merge. */
export const isDangerous = (one: RolloutClass): boolean => one === 'refused' || one === 'data-loss' || one === 'outage'

/** `2 refused, 1 restart` */
export function classCounts(objects: readonly ObjectChange[]): string {
  return worstFirst
    .map((one) => [objects.filter((object) => object.class === one).length, one] as const)
    .filter(([count]) => count > 0)
    .map(([count, one]) => `${count} ${one}`)
    .join(', ')
}

export const headline = ({ name, objects, counts, side }: NamedDiff): string => {
  if (objects.length === 0) return `${name}: no change`
  const what = side === 'new' ? 'is new: ' : side === 'gone' ? 'is gone: ' : ''
  return `${name}: ${what}${objects.length} of ${Math.max(counts.before, counts.after)} objects change: ${classCounts(objects)}`
}

export const objectName = ({ kind, name, namespace }: ObjectChange): string =>
  `${kind}/${name}${namespace === undefined ? '' : ` in ${namespace}`}`

/** One line for a value, cut where it is long. */
export function valueText(value: Json | undefined, longest = 160): string {
  if (value === undefined) return '—'
  const text = typeof value === 'string' ? (value === '' ? '""' : value) : JSON.stringify(value)
  const line = text.replaceAll('\r', '').trimEnd().replaceAll('\n', '⏎')
  const points = [...line.slice(0, longest * 2)]
  return points.length > longest ? `${points.slice(0, longest).join('')}… (${text.length} characters)` : line
}

/** The line that made a change: the newest writer of the new value, or of the old one where it was taken away. */
export function causeText({ cause, before: old }: Change): string | undefined {
  if (cause === undefined) return undefined
  const [after, before] = [cause.after, cause.before].map(
    (side) => side && (side.origins?.[0] ? originText(side.origins[0]) : placeText(side.place)),
  )
  if (after === undefined) return before === undefined ? undefined : `was ${before}`
  return before === undefined || before === after || old === undefined ? after : `${after}, was ${before}`
}

const originText = ({ layer, place }: Origin): string => `${placeText(place)} (${layer})`

/** Where an annotation belongs: the line that somebody wrote, not the one that was rendered. */
export const causePlace = ({ cause }: Change): Place | undefined =>
  cause?.after?.origins?.[0]?.place ?? cause?.after?.place ?? cause?.before?.place

export const number = (value: number): string =>
  Number.isInteger(value) ? String(value) : String(Math.round(value * 1000) / 1000)

const binary = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi'] as const

/** Bytes in the largest unit that keeps them readable: `1.5Gi`. */
export function bytesText(bytes: number): string {
  let unit = 0
  let value = bytes
  while (Math.abs(value) >= 1024 && unit < binary.length - 1) {
    value /= 1024
    unit++
  }
  return `${number(Math.round(value * 100) / 100)}${binary[unit]}`
}

export interface AmountRow {
  readonly name: string
  readonly before: string
  readonly after: string
  readonly difference: string
}

const units: readonly (readonly [keyof Amounts, string, (value: number) => string])[] = [
  ['replicas', 'replicas', number],
  ['cpuRequests', 'CPU requests', number],
  ['cpuLimits', 'CPU limits', number],
  ['memoryRequests', 'memory requests', bytesText],
  ['memoryLimits', 'memory limits', bytesText],
  ['storage', 'storage', bytesText],
]

/** What differs of one component; of the total everything. */
export function amountRows(
  { before, after, cost }: Omit<CapacityChange, 'component'>,
  currency: string | undefined,
): readonly AmountRow[] {
  const rows = units.flatMap(([field, name, text]) =>
    before[field] === after[field]
      ? []
      : [
          {
            name,
            before: text(before[field]),
            after: text(after[field]),
            difference: signed(after[field] - before[field], text),
          },
        ],
  )
  const money = (value: number): string => `${value.toFixed(2)}${currency === undefined ? '' : ` ${currency}`}`
  return cost && cost.before !== cost.after
    ? [
        ...rows,
        {
          name: 'cost a month',
          before: money(cost.before),
          after: money(cost.after),
          difference: signed(cost.after - cost.before, money),
        },
      ]
    : rows
}

const signed = (value: number, text: (value: number) => string): string =>
  `${value > 0 ? '+' : '−'}${text(Math.abs(value))}`

export const changedComponents = ({
  components,
  currency,
}: Capacity): readonly {
  readonly component: string
  readonly perNode: boolean
  readonly rows: readonly AmountRow[]
}[] =>
  components
    .map((change) => ({
      component: change.component,
      perNode: change.perNode === true,
      rows: amountRows(change, currency),
    }))
    .filter(({ rows }) => rows.length > 0)
