import type { NamedDiff } from '@thanos-gitops/manifest/change'
import { type AmountRow, amountRows, changedComponents, totalAmounts } from '../amounts.ts'
import { text } from './escape.ts'

/** At most so many rows of components. The others are in the total. */
const mostRows = 15

/** What CPU, memory, storage and cost become: a column for each amount that changes, the total first. Empty if none changes. */
export function capacityTable(diffs: readonly NamedDiff[]): readonly string[] {
  const rows = componentRows(diffs)
  if (rows.length === 0) return []
  const total = amountRows(totalAmounts(diffs), diffs[0]?.capacity.currency)
  const names = [...new Set([...total, ...rows.flatMap(({ amounts }) => amounts)].map(({ name }) => name))]
  const line = (title: string, amounts: readonly AmountRow[], cell: (row: AmountRow) => string): string =>
    `| ${[
      title,
      ...names.map((name) =>
        cellOf(
          amounts.find((row) => row.name === name),
          cell,
        ),
      ),
    ].join(' | ')} |`
  return [
    [
      '### Capacity',
      '',
      `| | ${names.join(' | ')} |`,
      `| --- |${' ---: |'.repeat(names.length)}`,
      line('**total**', total, (row) => `${steps(row)}<br>**${row.difference}**`),
      ...rows.slice(0, mostRows).map(({ title, amounts }) => line(title, amounts, steps)),
      ...(rows.length > mostRows ? [`\n${rows.length - mostRows} more rows are in the total.`] : []),
    ].join('\n'),
  ]
}

const steps = ({ before, after }: AmountRow): string => `${before} → ${after}`

const cellOf = (row: AmountRow | undefined, cell: (row: AmountRow) => string): string =>
  row === undefined ? '' : cell(row)

/** Environments whose component changes in the same way share a row. */
function componentRows(
  diffs: readonly NamedDiff[],
): readonly { readonly title: string; readonly amounts: readonly AmountRow[] }[] {
  const found = diffs.flatMap(({ name, capacity }) =>
    changedComponents(capacity).map(({ component, perNode, rows }) => ({ name, component, perNode, rows })),
  )
  const groups = Map.groupBy(found, ({ component, perNode, rows }) => JSON.stringify([component, perNode, rows]))
  return [...groups.values()].map((same) => {
    const { component, perNode, rows } = same[0]!
    const names = same.length > 3 ? `${same.length} environments` : same.map(({ name }) => text(name)).join(', ')
    const each = [perNode ? 'per node' : '', same.length > 1 ? 'each' : ''].filter((word) => word !== '')
    return {
      title: `${names}: ${text(component)}${each.length === 0 ? '' : ` (${each.join(', ')})`}`,
      amounts: rows,
    }
  })
}
