import type { Finding } from '@thanos-gitops/manifest'
import type { NamedDiff, Reach } from '@thanos-gitops/manifest/change'
import { classCounts, isDangerous } from '../classes.ts'
import { reachText } from '../reach-text.ts'
import { code, text } from './escape.ts'
import { section, shortSection } from './section.ts'
import { type SharedChange, sharedChanges } from './shared-changes.ts'
import { capacityTable, imageTable, overview } from './tables.ts'

/** GitHub refuses a comment of 65,536 characters or more. A byte is at least one character, however they are counted. */
const defaultLimit = 65_000

/** Bytes for the list of what is left out. */
const reserve = 600

/** The workflow finds the comment of an earlier run by it. */
export const commentMarker = '<!-- thanos-gitops:diff -->'

/** One comment for all environments: the worst change first, equal changes once, details folded. */
export function diffMarkdown(
  diffs: readonly NamedDiff[],
  base: string,
  reach?: Reach,
  { largest: limit = defaultLimit }: { readonly largest?: number } = {},
): string {
  const head = [
    commentMarker,
    ...(reach === undefined ? [] : [`**${reachText(reach, code, text)}**`]),
    '## What this pull request does to the clusters',
    ...alert(diffs, reach),
    overview(diffs, base),
  ].join('\n\n')
  const tables = [...findingList(diffs, reach), ...capacityTable(diffs), ...imageTable(diffs)]
  const comment = limitedText(head, limit)
  const omittedChanges: SharedChange[] = []
  // The tables get up to a quarter of the space.
  const tableSpace = Math.min(sizeOf(tables), limit / 4)
  for (const change of sharedChanges(diffs)) {
    // After the first change that does not fit, only milder changes follow.
    const isAdded =
      omittedChanges.length === 0 &&
      (comment.add(section(change, diffs.length), reserve + tableSpace) ||
        comment.add(shortSection(change, diffs.length), reserve + tableSpace))
    if (!isAdded) omittedChanges.push(change)
  }
  const omittedTables = tables.filter((table) => !comment.add(table, reserve)).length
  if (omittedChanges.length > 0 || omittedTables > 0)
    comment.append(omitted(omittedChanges, omittedTables, comment.space() - 2))
  return comment.text()
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

function alert(diffs: readonly NamedDiff[], reach: Reach | undefined): readonly string[] {
  const objects = diffs.flatMap((diff) => diff.objects)
  const dangerous = objects.filter((object) => isDangerous(object.class))
  const found = [...diffs, ...(reach === undefined ? [] : [reach])].flatMap(({ findings }) => findings)
  const hasError = found.some(({ severity }) => severity === 'error')
  if (dangerous.length > 0) return [`> [!CAUTION]\n> ${classCounts(dangerous)}: read how to proceed before you merge.`]
  if (hasError)
    return ['> [!CAUTION]\n> Something is wrong with the change as a whole: read the findings before you merge.']
  const restarts = objects.filter(({ class: one }) => one === 'restart' || one === 'recreate').length
  return restarts > 0 ? [`> [!WARNING]\n> Pods restart in ${restarts} ${restarts === 1 ? 'object' : 'objects'}.`] : []
}

function findingList(diffs: readonly NamedDiff[], reach: Reach | undefined): readonly string[] {
  const line = (subject: string, { message, remedy }: Finding): string =>
    `- ${subject}${text(message)} ${text(remedy ?? '')}`
  const lines = [
    ...(reach?.findings ?? []).map((finding) => line('', finding)),
    ...diffs.flatMap(({ name, findings }) => findings.map((finding) => line(`**${text(name)}** `, finding))),
  ]
  return lines.length === 0 ? [] : [`### Decide before you merge\n\n${lines.join('\n')}`]
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
