import type { ImageChange, NamedDiff } from '@thanos-gitops/manifest/change'
import { amountRows, changedComponents } from '../amounts.ts'
import { classCounts } from '../classes.ts'
import { environmentText } from '../wording.ts'
import { code, text } from './escape.ts'

/** A row for each environment: how many objects change, and in which way. */
export function overview(diffs: readonly NamedDiff[], base: string): string {
  if (diffs.every(({ objects, findings }) => objects.length === 0 && findings.length === 0))
    return `No rendered object changes against ${text(base)}.`
  const rows = diffs.map((diff) => {
    const { objects, counts } = diff
    const all = Math.max(counts.before, counts.after)
    return `| ${text(environmentText(diff))} | ${objects.length} of ${all} | ${classCounts(objects) || 'no change'} |`
  })
  return [
    '| environment | objects that change | effect |',
    '| --- | --- | --- |',
    ...rows,
    '',
    `Against ${text(base)}.`,
  ].join('\n')
}

/** What CPU, memory, storage and cost become. Empty if nothing of them changes. */
export function capacityTable(diffs: readonly NamedDiff[]): readonly string[] {
  const rows = diffs.flatMap(({ name, capacity }) => {
    const components = changedComponents(capacity)
    const total =
      components.length > 1
        ? [{ component: 'total', perNode: false, rows: amountRows(capacity.total, capacity.currency) }]
        : []
    return [...components, ...total].flatMap(({ component, perNode, rows: amounts }) =>
      amounts.map(
        (row) =>
          `| ${text(name)} | ${text(component)}${perNode ? ' (per node)' : ''} | ${row.name} | ${row.before} | ${row.after} | ${row.difference} |`,
      ),
    )
  })
  return folded('Capacity', '| environment | component | | before | after | difference |', rows)
}

/** The images that change, with the flags that the new version lacks. Empty if none changes. */
export function imageTable(diffs: readonly NamedDiff[]): readonly string[] {
  const environments = new Map<string, string[]>()
  for (const { name, images } of diffs)
    for (const image of images) {
      const row = imageRow(image)
      environments.set(row, [...(environments.get(row) ?? []), name])
    }
  const rows = [...environments].map(([row, names]) => `| ${names.map(text).join(', ')} | ${row} |`)
  return folded('Images', '| environment | from | to | workloads |', rows)
}

function imageRow({ workloads, from, to, flags = [] }: ImageChange): string {
  const lost = flags.map(
    ({ flag, workload, state, note }) =>
      `<br>${code(flag)} of ${text(workload)} is ${state}${note === undefined ? '' : `. ${text(note)}`}`,
  )
  return `${code(from ?? '—')} | ${code(to ?? '—')} | ${workloads.map(text).join(', ')}${lost.join('')}`
}

/** The last three columns of capacity are numbers. */
function folded(title: string, head: string, rows: readonly string[]): readonly string[] {
  if (rows.length === 0) return []
  const columns = head.split('|').length - 2
  const rule = columns === 6 ? '| --- | --- | --- | ---: | ---: | ---: |' : `|${' --- |'.repeat(columns)}`
  return [`<details>\n<summary>${title}</summary>\n\n${[head, rule, ...rows].join('\n')}\n\n</details>`]
}
