import type { Change } from '@thanos-gitops/manifest/change'
import { worstFirst } from '../classes.ts'
import { differing } from '../differing.ts'
import type { LinkTo } from '../links.ts'
import { isShown, lineText, otherWay, valueText } from '../wording.ts'
import { code, text } from './escape.ts'
import { linked, manifestPlace, sourceText } from './linked.ts'
import type { SharedChange } from './shared-changes.ts'

/** At most so many different sources of one field are listed. */
const mostSources = 4

/**
 * The changed fields of an object as a list, the worst first. Fields with the same effect share one entry. Each has a line with its path,
 * which is a link to the manifest, and one with the values.
 */
export function fieldList(change: SharedChange, linkTo: LinkTo | undefined): readonly string[] {
  const shown = change.object.changes
    .filter(isShown)
    .toSorted((a, b) => worstFirst.indexOf(a.class) - worstFirst.indexOf(b.class))
  if (shown.length === 0) return []
  const groups = Map.groupBy(shown, (one) => JSON.stringify([one.class, one.why, one.message, one.otherwise]))
  return [[...groups.values()].map((fields) => `- ${fieldGroup(fields, change, linkTo)}`).join('\n')]
}

function fieldGroup(fields: readonly Change[], change: SharedChange, linkTo: LinkTo | undefined): string {
  const [first] = fields
  const { class: one, why, message, otherwise = [] } = first!
  const sources = new Set(fields.flatMap((field) => sourcesOf(field, change, linkTo)))
  return [
    ...fields.flatMap((field) => (field.path === '' ? [] : [fieldLine(field, linkTo), valuesLine(field)])),
    `**${one}** ${text(why)}`,
    ...(message === undefined ? [] : [`The API server answers: ${code(valueText(message, 600))}`]),
    ...otherwise.map((other) => `${otherWay(other)}: ${other.class}.`),
    ...[...sources].slice(0, mostSources),
    ...(sources.size > mostSources ? [`${sources.size - mostSources} more sources.`] : []),
  ].join('<br>')
}

const fieldLine = (field: Change, linkTo: LinkTo | undefined): string =>
  linked(code(field.path), manifestPlace(field), linkTo)

function valuesLine({ before, after }: Change): string {
  const [old, current] = differing(before, after)
  if (before === undefined) return `new: ${code(lineText(after) === '' ? '""' : current)}`
  return after === undefined ? `removed: ${code(old)}` : `${code(old)} → ${code(current)}`
}

/** Of each environment: the lines that set the field differ. */
const sourcesOf = (field: Change, { objects }: SharedChange, linkTo: LinkTo | undefined): readonly string[] =>
  objects.flatMap(({ changes }) => {
    const same = changes.find(({ path }) => path === field.path) ?? field
    return sourceText(same, linkTo) ?? []
  })
