import type { ObjectChange } from '@thanos-gitops/manifest/change'
import { isDangerous } from '../classes.ts'
import type { LinkTo } from '../links.ts'
import { holdLines, isShown, valueText } from '../wording.ts'
import { checklists } from './checklist.ts'
import { html, text } from './escape.ts'
import { fieldList } from './fields.ts'
import { linked, manifestPlace } from './linked.ts'
import type { SharedChange } from './shared-changes.ts'

/** Links to the manifests of at most so many environments. */
const mostManifests = 12

/** A folded section with all details; open if a decision is needed. `count` is the number of all environments. */
export function section(change: SharedChange, count: number, linkTo: LinkTo | undefined): string {
  const { rollout, holds, blocks, prune, why, status, changes } = change.object
  const parts = [
    ...(status === 'changed' ? [] : [text(why)]),
    ...fieldList(change, linkTo),
    ...manifests(change, linkTo),
    ...(rollout ? rolloutLine(rollout, changes) : []),
    ...holdLines(holds).map(text),
    ...(blocks ? ['No other change of this object is applied.'] : []),
    ...bulletList(blocks),
    ...bulletList(prune),
    ...checklists(change),
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

/** The manifest of an object that has no field with a link, and that of each environment if there are several. */
function manifests({ environments, objects, object }: SharedChange, linkTo: LinkTo | undefined): readonly string[] {
  if (linkTo === undefined || (environments.length === 1 && object.changes.some(isShown))) return []
  const links = environments.slice(0, mostManifests).flatMap((name, index) => {
    const { changes } = objects[index]!
    const first = changes.find(isShown) ?? changes[0]
    const place = first && manifestPlace(first)
    return place === undefined || linkTo(place) === undefined ? [] : [linked(text(name), place, linkTo)]
  })
  const more = environments.length - mostManifests
  return links.length === 0 ? [] : [`Manifest: ${links.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`]
}

/** The order and the number of pods are in the effect of the field that restarts them, unless another effect is worse. */
function rolloutLine(
  { order, atOnce, budget }: NonNullable<ObjectChange['rollout']>,
  changes: ObjectChange['changes'],
): readonly string[] {
  const isKnown = changes.some(({ why }) => why.includes(order))
  const line = [
    ...(isKnown ? [] : [`Order: ${text(order)} (${text(atOnce)}).`]),
    ...(budget === undefined ? [] : [text(budget)]),
  ].join(' ')
  return line === '' ? [] : [line]
}

function bulletList(sentences: Readonly<Record<string, string | undefined>> | undefined): readonly string[] {
  const lines = Object.values(sentences ?? {}).flatMap((one) => (one === undefined ? [] : [`- ${text(one)}`]))
  return lines.length === 0 ? [] : [lines.join('\n')]
}
