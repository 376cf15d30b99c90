import type { Amounts, Capacity, CapacityChange, NamedDiff } from '@thanos-gitops/manifest/change'

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

/** The amounts that differ. */
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
          name: 'cost per month',
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

const keys = ['replicas', 'cpuRequests', 'cpuLimits', 'memoryRequests', 'memoryLimits', 'storage'] as const

/** The sum of all environments. `cost` is absent without prices. */
export function totalAmounts(diffs: readonly NamedDiff[]): Omit<CapacityChange, 'component'> {
  const sum = (side: 'before' | 'after'): Amounts =>
    Object.fromEntries(
      keys.map((key) => [key, diffs.reduce((total, { capacity }) => total + capacity.total[side][key], 0)]),
    ) as unknown as Amounts
  const costs = diffs.flatMap(({ capacity }) => capacity.total.cost ?? [])
  const costOf = (side: 'before' | 'after'): number => costs.reduce((total, one) => total + one[side], 0)
  return {
    before: sum('before'),
    after: sum('after'),
    ...(costs.length === 0 ? {} : { cost: { before: costOf('before'), after: costOf('after') } }),
  }
}
