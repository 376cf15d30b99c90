import type { Change, ObjectChange, Remedy } from '@thanos-gitops/manifest/change'
import { isDangerous } from '../classes.ts'
import { causeText, holdLines, isShown, otherWay, toolNames, valueText } from '../wording.ts'
import { code, fence, html, text } from './escape.ts'
import type { SharedChange } from './shared-changes.ts'

/** A folded section with all details; open if a decision is needed. `count` is the number of all environments. */
export function section(change: SharedChange, count: number): string {
  const { changes, rollout, holds, blocks, prune, remedy, why, status } = change.object
  const fields = changes.filter(isShown)
  const parts = [
    ...(status === 'changed' ? [] : [text(why)]),
    ...(fields.length > 0 ? [fieldTable(fields, change)] : []),
    ...fields.flatMap(serverMessage),
    ...(rollout ? [rolloutLine(rollout)] : []),
    ...holdLines(holds).map(text),
    ...(blocks ? ['No other change of this object is applied.'] : []),
    ...bulletList(blocks),
    ...bulletList(prune),
    ...(remedy ? [procedure(remedy, change)] : []),
  ]
  const attribute = isDangerous(change.object.class) ? ' open' : ''
  return `<details${attribute}>\n<summary>${title(change, count, html)}</summary>\n\n${parts.join('\n\n')}\n\n</details>`
}

/** One line, if the details do not fit. */
export const shortSection = (change: SharedChange, count: number): string =>
  `- ${title(change, count, text)}: ${text(valueText(change.object.why, 200))}`

const statusNotes: Readonly<Record<ObjectChange['status'], string>> = {
  added: ', new',
  removed: ', removed',
  renamed: ', renamed',
  changed: '',
}

function title({ environments, object }: SharedChange, count: number, escaped: (value: string) => string): string {
  const { kind, name, namespace, was, status, class: worst } = object
  const where = environments.length === count && count > 1 ? 'all environments' : environments.map(escaped).join(', ')
  return [
    `<b>${worst}</b> ${escaped(`${kind}/${name}`)}`,
    namespace === undefined ? '' : ` in ${escaped(namespace)}`,
    was === undefined ? '' : ` (was ${escaped(was)})`,
    statusNotes[status],
    ` — ${where}`,
  ].join('')
}

function fieldTable(changes: readonly Change[], { objects }: SharedChange): string {
  const rows = changes.map((change) => {
    const sources = new Set(
      objects.flatMap((object) => causeText(object.changes.find(({ path }) => path === change.path) ?? change) ?? []),
    )
    const effect = [text(change.why), ...otherModes(change), ...[...sources].map(code)].join('<br>')
    return `| ${change.path === '' ? 'the object' : code(change.path)} | ${code(valueText(change.before))} | ${code(valueText(change.after))} | ${change.class} | ${effect} |`
  })
  return ['| field | before | after | class | effect |', '| --- | --- | --- | --- | --- |', ...rows].join('\n')
}

const otherModes = ({ otherwise = [] }: Change): readonly string[] =>
  otherwise.map((other) => `${otherWay(other)}: ${other.class}.`)

const serverMessage = ({ path, message }: Change): readonly string[] =>
  message === undefined
    ? []
    : [`The API server refuses ${path === '' ? 'the object' : code(path)}:\n\n${fence(message)}`]

const rolloutLine = ({ order, atOnce, budget }: NonNullable<ObjectChange['rollout']>): string =>
  `**Order** ${text(order)} (${text(atOnce)}).${budget === undefined ? '' : ` ${text(budget)}`}`

function bulletList(sentences: Readonly<Record<string, string | undefined>> | undefined): readonly string[] {
  const lines = Object.values(sentences ?? {}).flatMap((one) => (one === undefined ? [] : [`- ${text(one)}`]))
  return lines.length === 0 ? [] : [lines.join('\n')]
}

function procedure({ title: goal, steps, note }: Remedy, { environments: [first, ...more] }: SharedChange): string {
  const lines = steps.map(({ text: step, commands = [], tool }) => {
    const block = commands.length === 0 ? '' : `\n${fence(commands.join('\n'), 'sh').replaceAll(/^/gm, '  ')}`
    return `- [ ] ${tool === undefined ? '' : `**${toolNames[tool]}** `}${text(step)}${block}`
  })
  return [
    `**How to proceed: ${text(goal)}**`,
    ...(more.length === 0
      ? []
      : [`The names below are those of ${text(first!)}. Use the names of ${more.map(text).join(', ')} there.`]),
    lines.join('\n'),
    ...(note === undefined ? [] : [`> ${text(note)}`]),
  ].join('\n\n')
}
