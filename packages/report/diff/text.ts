import type {
  Change,
  DeliveredChange,
  ImageChange,
  NamedDiff,
  ObjectChange,
  Reach,
  Remedy,
  RolloutClass,
} from '@thanos-gitops/manifest/change'
import { findingsText } from '../findings-text.ts'
import { type Paint, painter } from '../paint.ts'
import { type AmountRow, amountRows, changedComponents } from './amounts.ts'
import { levelOf } from './classes.ts'
import { reachText } from './reach-text.ts'
import { causeText, headline, holdLines, isShown, objectName, otherWay, toolNames, valueText } from './wording.ts'

/** For a terminal: the worst object first, each with its changes, what follows from them, and how to proceed. */
export function diffText(
  diffs: readonly NamedDiff[],
  base: string,
  reach?: Reach,
  { color = false }: { readonly color?: boolean } = {},
): string {
  const paint = painter(color)
  const environments = diffs.map((diff) => environmentLines(diff, paint))
  return `${[...reachLines(reach, paint), `Against ${base}`, ...environments].join('\n\n')}\n`
}

const reachLines = (reach: Reach | undefined, paint: Paint): readonly string[] =>
  reach === undefined
    ? []
    : [reachText(reach), ...(reach.findings.length > 0 ? [indented(findingsText(reach.findings, paint))] : [])]

const environmentLines = (diff: NamedDiff, paint: Paint): string =>
  [
    paint('bold', headline(diff)),
    ...(diff.findings.length > 0 ? [indented(findingsText(diff.findings, paint))] : []),
    ...diff.objects.map((object) => objectLines(object, paint)),
    ...capacityLines(diff),
    ...diff.images.map(imageLines),
  ].join('\n\n')

const indented = (text: string, by = '  '): string => text.replaceAll(/^(?=.)/gm, by)

const marks: Readonly<Record<ObjectChange['status'], string>> = { added: '+', removed: '-', renamed: '→', changed: '~' }

/** A class in the color of its level. */
const painted = (one: RolloutClass, text: string, paint: Paint): string =>
  paint(({ error: 'red', warning: 'yellow', note: 'green' } as const)[levelOf(one)], text)

function objectLines(object: DeliveredChange, paint: Paint): string {
  const { status, was, changes, rollout, holds, blocks, prune, remedy, why } = object
  const details = [
    ...(status === 'changed' ? [] : [why]),
    ...changes.filter(isShown).flatMap((change) => changeLines(change, paint)),
    ...(rollout ? [`Order: ${rollout.order} (${rollout.atOnce}).${rollout.budget ? ` ${rollout.budget}` : ''}`] : []),
    ...holdLines(holds),
    ...(blocks ? ['No other change of this object is applied.'] : []),
    ...Object.values(blocks ?? {}),
    ...Object.values(prune ?? {}),
    ...(remedy ? [remedyLines(remedy, paint)] : []),
  ]
  const title = `${marks[status]} ${painted(object.class, object.class.padEnd(10), paint)} ${paint('bold', objectName(object))}${was === undefined ? '' : ` (was ${was})`}`
  return [title, ...details.map((line) => indented(line, '    '))].join('\n')
}

function changeLines(change: Change, paint: Paint): readonly string[] {
  const label = painted(change.class, `[${change.class}]`, paint)
  const cause = causeText(change)
  return [
    change.path === ''
      ? `The object as a whole  ${label}`
      : `${change.path}: ${valueText(change.before)} → ${valueText(change.after)}  ${label}`,
    `  ${change.why}`,
    ...(change.message === undefined ? [] : [`  The API server answers: ${valueText(change.message, 400)}`]),
    ...(change.otherwise ?? []).map((other) => `  ${otherWay(other)}: ${other.class}. ${other.why}`),
    ...(cause === undefined ? [] : [`  ${cause}`]),
  ]
}

function remedyLines({ title, steps, note }: Remedy, paint: Paint): string {
  const lines = steps.flatMap(({ text, commands = [], tool }, index) => [
    `  ${index + 1}. ${tool === undefined ? '' : `${toolNames[tool]}: `}${text}`,
    ...commands.map((command) => `       ${paint('cyan', command)}`),
  ])
  return [paint('bold', `How to proceed: ${title}`), ...lines, ...(note === undefined ? [] : [`  ${note}`])].join('\n')
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
