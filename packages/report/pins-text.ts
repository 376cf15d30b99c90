import type { Finding } from '@thanos-gitops/manifest'
import { counted } from './counted.ts'
import { tableText } from './table-text.ts'

/** What an environment is rendered from, as `pins` prints it. */
interface ListedPin {
  readonly environment: string
  readonly ring?: string
  readonly pin?: {
    readonly source: string
    readonly commit: string
    readonly behind: number
    readonly isInHistory: boolean
    readonly change:
      | { readonly objects: number; readonly changed: number; readonly added: number; readonly removed: number }
      | { readonly problems: readonly Finding[] }
  }
}

/** With a column for rings if there are any. */
export function pinsText(pins: readonly ListedPin[]): string {
  const rows = pins.map(({ environment, ring = '-', pin }) =>
    pin === undefined
      ? [environment, ring, 'working tree', '-', '-']
      : [environment, ring, sourceText(pin), behindText(pin), changeText(pin.change)],
  )
  const table = [['ENVIRONMENT', 'RING', 'SOURCE', 'BEHIND', 'THE WORKING TREE CHANGES'], ...rows]
  const hasRings = pins.some(({ ring }) => ring !== undefined)
  const [head, ...body] = hasRings ? table : table.map((row) => row.toSpliced(1, 1))
  return tableText(head!, body)
}

/** `4 environments: 2 pinned, 1 of them behind` */
export function pinsSummary(pins: readonly ListedPin[]): string {
  const pinned = pins.filter(({ pin }) => pin !== undefined)
  const behind = pinned.filter(({ pin }) => pin!.behind > 0)
  const ofPinned = pinned.length === 0 ? 'none pinned' : `${pinned.length} pinned, ${behind.length} of them behind`
  return `${counted(pins.length, 'environment')}: ${ofPinned}`
}

const sourceText = ({ source, commit }: NonNullable<ListedPin['pin']>): string =>
  commit.startsWith(source) ? source.slice(0, 12) : `${source} (${commit.slice(0, 8)})`

const behindText = ({ behind, isInHistory }: NonNullable<ListedPin['pin']>): string =>
  `${counted(behind, 'commit')}${isInHistory ? '' : ', not in the history of this branch'}`

function changeText(change: NonNullable<ListedPin['pin']>['change']): string {
  if ('problems' in change) return `does not render: ${counted(change.problems.length, 'problem')}`
  const { objects, changed, added, removed } = change
  if (changed + added + removed === 0) return 'nothing'
  const counts = [`${changed} of ${counted(objects, 'object')}`]
  if (added > 0) counts.push(`${added} new`)
  if (removed > 0) counts.push(`${removed} removed`)
  return counts.join(', ')
}

/** The help of `pins` documents this shape. Later versions may add keys and do not remove any. */
export const pinsJson = (pins: readonly ListedPin[]): string =>
  JSON.stringify(
    {
      environments: pins.map(({ environment, ring, pin }) => ({
        name: environment,
        ...(ring === undefined ? {} : { ring }),
        ...pin,
      })),
    },
    null,
    2,
  )
