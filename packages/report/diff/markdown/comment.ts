import type { Finding, Place } from '@thanos-gitops/manifest'
import type { NamedDiff, Reach } from '@thanos-gitops/manifest/change'
import { isDangerous } from '../classes.ts'
import { headline } from '../headline.ts'
import type { LinkTo } from '../links.ts'
import { reachText } from '../reach-text.ts'
import { capacityTable } from './capacity-table.ts'
import { code, text } from './escape.ts'
import { linked } from './linked.ts'
import { picture } from './picture.ts'
import { section, shortSection } from './section.ts'
import { type SharedChange, sharedChanges } from './shared-changes.ts'
import { imageList, overview } from './tables.ts'

/** GitHub refuses a comment of 65,536 characters or more. A byte is at least one character, however they are counted. */
const defaultLimit = 65_000

/** Bytes for the list of what is left out. */
const reserve = 600

/** The workflow finds the comment of an earlier run by it. */
export const commentMarker = '<!-- thanos-gitops:diff -->'

export interface CommentOptions {
  /** The largest size in bytes. */
  readonly largest?: number
  /** The pages of the lines. Without it, the comment has no links. */
  readonly linkTo?: LinkTo | undefined
}

/** One comment for all environments: what happens in one line, then the worst change first, equal changes once, details folded. */
export function diffMarkdown(
  diffs: readonly NamedDiff[],
  base: string,
  reach?: Reach,
  { largest: limit = defaultLimit, linkTo }: CommentOptions = {},
): string {
  const comment = limitedText(headOf(diffs, base, reach, linkTo), limit)
  const tables = [
    ...picture(diffs),
    ...capacityTable(diffs),
    ...imageList(diffs),
    ...(diffs.length > 1 ? overview(diffs) : []),
  ]
  const omittedChanges: SharedChange[] = []
  // The tables get up to a quarter of the space.
  const tableSpace = Math.min(sizeOf(tables), limit / 4)
  for (const change of sharedChanges(diffs)) {
    // After the first change that does not fit, only milder changes follow.
    const isAdded =
      omittedChanges.length === 0 &&
      (comment.add(section(change, diffs.length, linkTo), reserve + tableSpace) ||
        comment.add(shortSection(change, diffs.length), reserve + tableSpace))
    if (!isAdded) omittedChanges.push(change)
  }
  const omittedTables = tables.filter((table) => !comment.add(table, reserve)).length
  if (omittedChanges.length > 0 || omittedTables > 0)
    comment.append(omitted(omittedChanges, omittedTables, comment.space() - 2))
  return comment.text()
}

/** The marker, what happens, how far the change reaches, and what is to be decided. */
function headOf(
  diffs: readonly NamedDiff[],
  base: string,
  reach: Reach | undefined,
  linkTo: LinkTo | undefined,
): string {
  const line = headline(diffs)
  const place = (label: string, at: Place | undefined): string => linked(code(label), at, linkTo)
  const against = `Compared with ${text(base)}.`
  return [
    commentMarker,
    line === '' ? `**No rendered object changes against ${text(base)}.**` : alert(line, diffs, reach),
    [...(reach === undefined ? [] : [reachText(reach, place, text)]), ...(line === '' ? [] : [against])].join(' '),
    ...findingList(diffs, reach),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

/** Paragraphs up to a size in bytes. */
function limitedText(head: string, limit: number) {
  const parts = [head]
  let space = limit - Buffer.byteLength(head)
  const append = (part: string): void => {
    parts.push(part)
    space -= sizeOf([part])
  }
  return {
    space: () => space,
    append,
    /** Returns whether the part fits and leaves `free` bytes. */
    add(part: string, free: number): boolean {
      const fits = sizeOf([part]) <= space - free
      if (fits) append(part)
      return fits
    },
    text: () => `${parts.join('\n\n')}\n`,
  }
}

/** With the empty line before each. */
const sizeOf = (parts: readonly string[]): number => parts.reduce((sum, part) => sum + Buffer.byteLength(part) + 2, 0)

/** A box whose color shows how bad the change is, with the headline in it. */
function alert(line: string, diffs: readonly NamedDiff[], reach: Reach | undefined): string {
  const objects = diffs.flatMap((diff) => diff.objects)
  const found = [...diffs, ...(reach === undefined ? [] : [reach])].flatMap(({ findings }) => findings)
  const isBad =
    objects.some((object) => isDangerous(object.class)) || found.some(({ severity }) => severity === 'error')
  const restarts = objects.some(({ class: one }) => one === 'restart' || one === 'recreate')
  return `> [!${isBad ? 'CAUTION' : restarts ? 'WARNING' : 'NOTE'}]\n> **${text(line)}.**`
}

function findingList(diffs: readonly NamedDiff[], reach: Reach | undefined): readonly string[] {
  const line = (subject: string, { message, remedy }: Finding): string =>
    `- ${subject}${text(message)} ${text(remedy ?? '')}`
  const lines = [
    ...(reach?.findings ?? []).map((finding) => line('', finding)),
    ...diffs.flatMap(({ name, findings }) => findings.map((finding) => line(`**${text(name)}** `, finding))),
  ]
  return lines.length === 0 ? [] : [`**Decide before you merge**\n\n${lines.join('\n')}`]
}

function omitted(changes: readonly SharedChange[], tables: number, space: number): string {
  const names = changes.map(
    ({ environments, object }) =>
      `${object.class} ${text(`${object.kind}/${object.name}`)} (${environments.map(text).join(', ')})`,
  )
  const lead = `**Omitted, because the comment is too long:** ${changes.length} objects${tables > 0 ? `, ${tables} tables` : ''}. See the summary of the workflow run, or run \`npx thanos-gitops diff\`.`
  let list = ''
  for (const name of names) {
    const next = `${list}\n- ${name}`
    if (Buffer.byteLength(lead + next) > space - 40) return `${lead}${list}\n- …`
    list = next
  }
  return lead + list
}
