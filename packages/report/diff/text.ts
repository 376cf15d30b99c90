import type { Change, ImageChange, NamedDiff, ObjectChange, Remedy } from '@thanos-gitops/manifest/change'
import { findingsText } from '../findings-text.ts'
import { amountRows, causeText, changedComponents, headline, objectName, valueText } from './words.ts'

/** For a terminal: the worst object first, each with its changes, what follows, and how to proceed. */
export function diffText(diffs: readonly NamedDiff[], base: string): string {
  return `${[`Against ${base}`, ...diffs.map(diffOf)].join('\n\n')}\n`
}

function diffOf(diff: NamedDiff): string {
  const parts = [
    headline(diff),
    ...(diff.findings.length > 0 ? [indented(findingsText(diff.findings))] : []),
    ...diff.objects.map(objectOf),
    ...capacityOf(diff),
    ...diff.images.map(imageOf),
  ]
  return parts.join('\n\n')
}

const indented = (text: string, by = '  '): string => text.replaceAll(/^(?=.)/gm, by)

const marks: Readonly<Record<ObjectChange['status'], string>> = { added: '+', removed: '-', renamed: '→', changed: '~' }

function objectOf(object: ObjectChange): string {
  const { status, was, changes, rollout, blocks, prune, remedy, why } = object
  const lines = [
    `${marks[status]} ${object.class.padEnd(10)} ${objectName(object)}${was === undefined ? '' : ` (was ${was})`}`,
    ...(status === 'changed' ? [] : [`    ${why}`]),
    ...changes.filter(({ pointer }) => pointer !== '').flatMap(changeOf),
    ...(rollout
      ? [`    Order: ${rollout.order} (${rollout.atOnce}).${rollout.budget === undefined ? '' : ` ${rollout.budget}`}`]
      : []),
    ...(blocks ? ['    No other change of this object is applied.'] : []),
    ...Object.values(blocks ?? {}).map((text) => `    ${text}`),
    ...Object.values(prune ?? {}).map((text) => `    ${text}`),
    ...(remedy ? [indented(remedyOf(remedy), '    ')] : []),
  ]
  return lines.join('\n')
}

function changeOf(change: Change): readonly string[] {
  const cause = causeText(change)
  return [
    `    ${change.path}: ${valueText(change.before)} → ${valueText(change.after)}  [${change.class}]`,
    `      ${change.why}`,
    ...(change.message === undefined ? [] : [`      The API server answers: ${valueText(change.message, 400)}`]),
    ...(change.otherwise ?? []).map(
      ({ mode, class: one, why }) => `      Applied ${mode === 'replace' ? 'by replace' : mode}: ${one}. ${why}`,
    ),
    ...(cause === undefined ? [] : [`      ${cause}`]),
  ]
}

function remedyOf({ title, steps, note }: Remedy): string {
  const lines = steps.flatMap(({ text, commands = [], tool }, index) => [
    `  ${index + 1}. ${tool === undefined ? '' : tool === 'flux' ? 'Flux: ' : 'Argo CD: '}${text}`,
    ...commands.map((command) => `       ${command}`),
  ])
  return [`How to proceed: ${title}`, ...lines, ...(note === undefined ? [] : [`  ${note}`])].join('\n')
}

function capacityOf({ capacity }: NamedDiff): readonly string[] {
  const components = changedComponents(capacity)
  if (components.length === 0) return []
  const line = (name: string, rows: ReturnType<typeof amountRows>, perNode: boolean): string =>
    `  ${name}${perNode ? ' (for each node)' : ''}: ${rows.map((row) => `${row.name} ${row.before} → ${row.after} (${row.difference})`).join(', ')}`
  const total = amountRows(capacity.total, capacity.currency)
  return [
    [
      'Capacity',
      ...components.map(({ component, rows, perNode }) => line(component, rows, perNode)),
      ...(components.length > 1 ? [line('in all', total, false)] : []),
    ].join('\n'),
  ]
}

function imageOf({ workloads, from, to, flags = [] }: ImageChange): string {
  const lost = flags.map(
    ({ flag, workload, state, note }) =>
      `    ${flag} of ${workload} ${state === 'removed' ? 'is not there any more: the program does not start.' : 'is deprecated.'}${note === undefined ? '' : ` ${note}`}`,
  )
  return [`Image ${from ?? '—'} → ${to ?? '—'} (${workloads.join(', ')})`, ...lost].join('\n')
}
