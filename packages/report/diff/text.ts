import type {
  Change,
  DeliveredChange,
  ImageChange,
  NamedDiff,
  ObjectChange,
  Reach,
  Remedy,
} from '@thanos-gitops/manifest/change'
import { findingsText } from '../findings-text.ts'
import { type AmountRow, amountRows, changedComponents } from './amounts.ts'
import { reachText } from './reach-text.ts'
import { causeText, headline, holdLines, isShown, objectName, otherWay, toolNames, valueText } from './wording.ts'

/** For a terminal: the worst object first, each with its changes, what follows from them, and how to proceed. */
export const diffText = (diffs: readonly NamedDiff[], base: string, reach?: Reach): string =>
  `${[...reachLines(reach), `Against ${base}`, ...diffs.map(environmentLines)].join('\n\n')}\n`

const reachLines = (reach: Reach | undefined): readonly string[] =>
  reach === undefined
    ? []
    : [reachText(reach), ...(reach.findings.length > 0 ? [indented(findingsText(reach.findings))] : [])]

const environmentLines = (diff: NamedDiff): string =>
  [
    headline(diff),
    ...(diff.findings.length > 0 ? [indented(findingsText(diff.findings))] : []),
    ...diff.objects.map(objectLines),
    ...capacityLines(diff),
    ...diff.images.map(imageLines),
  ].join('\n\n')

const indented = (text: string, by = '  '): string => text.replaceAll(/^(?=.)/gm, by)

const marks: Readonly<Record<ObjectChange['status'], string>> = { added: '+', removed: '-', renamed: '→', changed: '~' }

function objectLines(object: DeliveredChange): string {
  const { status, was, changes, rollout, holds, blocks, prune, remedy, why } = object
  const details = [
    ...(status === 'changed' ? [] : [why]),
    ...changes.filter(isShown).flatMap(changeLines),
    ...(rollout ? [`Order: ${rollout.order} (${rollout.atOnce}).${rollout.budget ? ` ${rollout.budget}` : ''}`] : []),
    ...holdLines(holds),
    ...(blocks ? ['No other change of this object is applied.'] : []),
    ...Object.values(blocks ?? {}),
    ...Object.values(prune ?? {}),
    ...(remedy ? [remedyLines(remedy)] : []),
  ]
  const title = `${marks[status]} ${object.class.padEnd(10)} ${objectName(object)}${was === undefined ? '' : ` (was ${was})`}`
  return [title, ...details.map((line) => indented(line, '    '))].join('\n')
}

function changeLines(change: Change): readonly string[] {
  const cause = causeText(change)
  return [
    change.path === ''
      ? `The object as a whole  [${change.class}]`
      : `${change.path}: ${valueText(change.before)} → ${valueText(change.after)}  [${change.class}]`,
    `  ${change.why}`,
    ...(change.message === undefined ? [] : [`  The API server answers: ${valueText(change.message, 400)}`]),
    ...(change.otherwise ?? []).map((other) => `  ${otherWay(other)}: ${other.class}. ${other.why}`),
    ...(cause === undefined ? [] : [`  ${cause}`]),
  ]
}

function remedyLines({ title, steps, note }: Remedy): string {
  const lines = steps.flatMap(({ text, commands = [], tool }, index) => [
    `  ${index + 1}. ${tool === undefined ? '' : `${toolNames[tool]}: `}${text}`,
    ...commands.map((command) => `       ${command}`),
  ])
  return [`How to proceed: ${title}`, ...lines, ...(note === undefined ? [] : [`  ${note}`])].join('\n')
}

function capacityLines({ capacity }: NamedDiff): readonly string[] {
  const components = changedComponents(capacity)
  if (components.length === 0) return []
  const line = (name: string, rows: readonly AmountRow[]): string =>
    `  ${name}: ${rows.map((row) => `${row.name} ${row.before} → ${row.after} (${row.difference})`).join(', ')}`
  return [
    [
      'Capacity',
      ...components.map(({ component, rows, perNode }) => line(`${component}${perNode ? ' (per node)' : ''}`, rows)),
      ...(components.length > 1 ? [line('total', amountRows(capacity.total, capacity.currency))] : []),
    ].join('\n'),
  ]
}

function imageLines({ workloads, from, to, flags = [] }: ImageChange): string {
  const lost = flags.map(({ flag, workload, state, note }) => {
    const effect =
      state === 'removed' ? 'does not exist in this version: the program does not start.' : 'is deprecated.'
    return `    ${flag} of ${workload} ${effect}${note === undefined ? '' : ` ${note}`}`
  })
  return [`Image ${from ?? '—'} → ${to ?? '—'} (${workloads.join(', ')})`, ...lost].join('\n')
}
