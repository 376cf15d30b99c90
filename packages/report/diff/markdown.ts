import type { Change, NamedDiff, ObjectChange, Remedy } from '@thanos-gitops/manifest/change'
import { amountRows, causeText, changedComponents, classCounts, isDangerous, valueText, worstFirst } from './words.ts'

/** GitHub takes no comment of 65,536 characters. A byte is at least a character for whoever counts otherwise. */
const largest = 65_000

/** By it the comment of an earlier run is found. */
export const commentMarker = '<!-- thanos-gitops:diff -->'

/** An object that changes alike in several environments. */
interface Told {
  readonly environments: readonly string[]
  /** Of the first environment; names in commands are its own. */
  readonly object: ObjectChange
  /** The same object in each environment: the lines that changed it differ. */
  readonly alike: readonly ObjectChange[]
}

/** One comment for all environments: the worst first, alike changes told once, details folded. */
export function diffMarkdown(
  diffs: readonly NamedDiff[],
  base: string,
  options: { readonly largest?: number } = {},
): string {
  const limit = options.largest ?? largest
  const told = toldOnce(diffs)
  const head = [
    commentMarker,
    '## What this pull request does to the clusters',
    ...alert(diffs),
    overview(diffs, base),
  ].join('\n\n')
  const tail = [...findingsOf(diffs), ...capacityOf(diffs), ...imagesOf(diffs)]
  const parts: string[] = [head]
  const left: Told[] = []
  let size = Buffer.byteLength(head)
  // What was left out must be named, and capacity and images told, within the limit too.
  const reserve = 600
  const add = (text: string, kept: number): boolean => {
    const bytes = Buffer.byteLength(text) + 2
    if (size + bytes > limit - kept) return false
    parts.push(text)
    size += bytes
    return true
  }
  const tailSize = Math.min(
    tail.reduce((sum, text) => sum + Buffer.byteLength(text) + 2, 0),
    limit / 4,
  )
  for (const one of told) {
    // Behind the first that has no room there are only milder ones.
    const isTold =
      left.length === 0 &&
      (add(section(one, diffs.length), reserve + tailSize) || add(shortSection(one, diffs.length), reserve + tailSize))
    if (!isTold) left.push(one)
  }
  const cut = tail.filter((text) => !add(text, reserve))
  if (left.length > 0 || cut.length > 0) parts.push(omitted(left, cut.length, limit - size - 2))
  return `${parts.join('\n\n')}\n`
}

function toldOnce(diffs: readonly NamedDiff[]): readonly Told[] {
  const found = new Map<string, { environments: string[]; object: ObjectChange; alike: ObjectChange[] }>()
  for (const { name, objects } of diffs)
    for (const object of objects) {
      const { kind, name: own, status, was, class: one, changes } = object
      const key = JSON.stringify([
        kind,
        own,
        status,
        was,
        one,
        changes.map(({ path, before, after, class: each, why, message }) => [path, before, after, each, why, message]),
      ])
      const known = found.get(key)
      if (known) {
        known.environments.push(name)
        known.alike.push(object)
      } else found.set(key, { environments: [name], object, alike: [object] })
    }
  return [...found.values()].sort((a, b) => worstFirst.indexOf(a.object.class) - worstFirst.indexOf(b.object.class))
}

function alert(diffs: readonly NamedDiff[]): readonly string[] {
  const objects = diffs.flatMap((diff) => diff.objects)
  const findings = diffs.flatMap((diff) => diff.findings)
  const dangerous = objects.filter((object) => isDangerous(object.class))
  if (dangerous.length > 0 || findings.some(({ severity }) => severity === 'error'))
    return [
      `> [!CAUTION]\n> ${classCounts(dangerous) || 'Something is wrong with the change as a whole'}: read how to proceed before you merge.`,
    ]
  const restarts = objects.filter(({ class: one }) => one === 'restart' || one === 'recreate')
  return restarts.length > 0 ? [`> [!WARNING]\n> Pods restart: ${classCounts(restarts)}.`] : []
}

function overview(diffs: readonly NamedDiff[], base: string): string {
  if (diffs.every(({ objects, findings }) => objects.length === 0 && findings.length === 0))
    return `No rendered object changes against ${text(base)}.`
  const rows = diffs.map(
    ({ name, side, objects, counts }) =>
      `| ${text(name)}${side === 'both' ? '' : ` (${side})`} | ${objects.length} of ${Math.max(counts.before, counts.after)} | ${classCounts(objects) || 'no change'} |`,
  )
  return [
    '| environment | objects that change | what happens |',
    '| --- | --- | --- |',
    ...rows,
    '',
    `Against ${text(base)}.`,
  ].join('\n')
}

const marks: Readonly<Record<ObjectChange['status'], string>> = {
  added: 'new',
  removed: 'removed',
  renamed: 'renamed',
  changed: '',
}

function titleOf({ environments, object }: Told, count: number, escapeValue: (value: string) => string): string {
  const { kind, name, namespace, was, status, class: one } = object
  const where =
    environments.length === count && count > 1 ? 'all environments' : environments.map(escapeValue).join(', ')
  return `<b>${one}</b> ${escapeValue(`${kind}/${name}`)}${namespace === undefined ? '' : ` in ${escapeValue(namespace)}`}${was === undefined ? '' : ` (was ${escapeValue(was)})`}${marks[status] === '' ? '' : `, ${marks[status]}`} — ${where}`
}

function section(told: Told, count: number): string {
  const { changes, rollout, blocks, prune, remedy, why, status } = told.object
  const fields = changes.filter(({ pointer }) => pointer !== '')
  const body = [
    ...(status === 'changed' ? [] : [text(why)]),
    ...(fields.length > 0 ? [table(fields, told)] : []),
    ...fields.flatMap(serverWords),
    ...(rollout
      ? [
          `**Order** ${text(rollout.order)} (${text(rollout.atOnce)}).${rollout.budget === undefined ? '' : ` ${text(rollout.budget)}`}`,
        ]
      : []),
    ...(blocks ? ['No other change of this object is applied.'] : []),
    ...listOf(blocks),
    ...listOf(prune),
    ...(remedy ? [checklist(remedy, told)] : []),
  ]
  return `<details${isDangerous(told.object.class) ? ' open' : ''}>\n<summary>${titleOf(told, count, html)}</summary>\n\n${body.join('\n\n')}\n\n</details>`
}

/** Where the details do not fit any more. */
const shortSection = (told: Told, count: number): string =>
  `- ${titleOf(told, count, text)}: ${text(valueText(told.object.why, 200))}`

const listOf = (texts: Readonly<Record<string, string | undefined>> | undefined): readonly string[] =>
  texts === undefined
    ? []
    : [
        Object.values(texts)
          .flatMap((one) => (one === undefined ? [] : [`- ${text(one)}`]))
          .join('\n'),
      ].filter((list) => list !== '')

function table(changes: readonly Change[], { alike }: Told): string {
  const rows = changes.map((change) => {
    const sources = [
      ...new Set(
        alike.flatMap((object) => causeText(object.changes.find(({ path }) => path === change.path) ?? change) ?? []),
      ),
    ]
    return `| ${code(change.path)} | ${code(valueText(change.before))} | ${code(valueText(change.after))} | ${change.class} | ${text(change.why)}${others(change)}${sources.map((source) => `<br>${code(source)}`).join('')} |`
  })
  return ['| field | before | after | class | what happens |', '| --- | --- | --- | --- | --- |', ...rows].join('\n')
}

const others = ({ otherwise = [] }: Change): string =>
  otherwise.map(({ mode, class: one }) => `<br>Applied ${mode === 'replace' ? 'by replace' : mode}: ${one}.`).join('')

function serverWords({ path, message }: Change): readonly string[] {
  return message === undefined ? [] : [`The API server refuses ${code(path)}:\n\n${fence(message)}`]
}

function checklist({ title, steps, note }: Remedy, { environments: [first, ...more] }: Told): string {
  const lines = steps.map(
    ({ text: words, commands = [], tool }) =>
      `- [ ] ${tool === undefined ? '' : tool === 'flux' ? '**Flux** ' : '**Argo CD** '}${text(words)}${commands.length === 0 ? '' : `\n${fence(commands.join('\n'), 'sh').replaceAll(/^/gm, '  ')}`}`,
  )
  const whose =
    more.length === 0
      ? []
      : [`The names are those of ${text(first!)}; in ${more.map(text).join(', ')} they are that environment's own.`]
  return [
    `**How to proceed: ${text(title)}**`,
    ...whose,
    lines.join('\n'),
    ...(note === undefined ? [] : [`> ${text(note)}`]),
  ].join('\n\n')
}

function findingsOf(diffs: readonly NamedDiff[]): readonly string[] {
  const found = diffs.flatMap(({ name, findings }) =>
    findings.map(({ message, remedy }) => `- **${text(name)}** ${text(message)} ${text(remedy ?? '')}`),
  )
  return found.length === 0 ? [] : [`### Not without a decision\n\n${found.join('\n')}`]
}

function capacityOf(diffs: readonly NamedDiff[]): readonly string[] {
  const rows = diffs.flatMap(({ name, capacity }) => {
    const components = changedComponents(capacity)
    const total =
      components.length > 1
        ? [{ component: 'in all', perNode: false, rows: amountRows(capacity.total, capacity.currency) }]
        : []
    return [...components, ...total].flatMap(({ component, perNode, rows: amounts }) =>
      amounts.map(
        (row) =>
          `| ${text(name)} | ${text(component)}${perNode ? ' (for each node)' : ''} | ${row.name} | ${row.before} | ${row.after} | ${row.difference} |`,
      ),
    )
  })
  if (rows.length === 0) return []
  return [
    `<details>\n<summary>Capacity</summary>\n\n${['| environment | component | | before | after | difference |', '| --- | --- | --- | ---: | ---: | ---: |', ...rows].join('\n')}\n\n</details>`,
  ]
}

function imagesOf(diffs: readonly NamedDiff[]): readonly string[] {
  const known = new Map<string, string[]>()
  for (const { name, images } of diffs)
    for (const { workloads, from, to, flags = [] } of images) {
      const lost = flags
        .map(
          ({ flag, workload, state, note }) =>
            `<br>${code(flag)} of ${text(workload)} is ${state}${note === undefined ? '' : `. ${text(note)}`}`,
        )
        .join('')
      const row = `${code(from ?? '—')} | ${code(to ?? '—')} | ${workloads.map(text).join(', ')}${lost}`
      known.set(row, [...(known.get(row) ?? []), name])
    }
  if (known.size === 0) return []
  const rows = [...known].map(([row, names]) => `| ${names.map(text).join(', ')} | ${row} |`)
  return [
    `<details>\n<summary>Images</summary>\n\n${['| environment | from | to | who |', '| --- | --- | --- | --- |', ...rows].join('\n')}\n\n</details>`,
  ]
}

function omitted(left: readonly Told[], parts: number, room: number): string {
  const names = left.map(
    ({ environments, object }) =>
      `${object.class} ${text(`${object.kind}/${object.name}`)} (${environments.map(text).join(', ')})`,
  )
  const lead = `**Left out, because a comment holds no more:** ${left.length} objects${parts > 0 ? `, ${parts} tables` : ''}. See the summary of the workflow run, or run \`npx thanos-gitops diff\`.`
  let list = ''
  for (const name of names) {
    const next = `${list}\n- ${name}`
    if (Buffer.byteLength(lead + next) > room - 40) return `${lead}${list}\n- …`
    list = next
  }
  return lead + list
}

/** Text from a manifest, with nothing in it that Markdown or HTML would take for more than text: marks, links, mentions, references. */
export const text = (value: string): string =>
  apart(entities(value).replaceAll(/[\\`*_[\]|~]/g, (character) => `\\${character}`)).replace(
    /^(?:[-+#=]|\d+(?=[.)]))/,
    (start) => (/\d/.test(start) ? start + gap : `\\${start}`),
  )

/** The same inside of HTML tags, where Markdown's marks mean nothing. */
const html = (value: string): string => apart(entities(value))

const entities = (value: string): string =>
  value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll(/\s+/g, ' ')

/** No width, and no word any more: GitHub looks for mentions and references when Markdown is HTML already, entities or not. */
const gap = '&#8203;'

const apart = (value: string): string =>
  value.replaceAll(/[@$](?=\S)|:(?=\/\/|[\w+-]+:)|#(?=\d)|\bGH(?=-\d)|\bwww(?=\.)/gi, (whole) => whole + gap)

/** A code span that a value cannot leave, also in a table's cell. */
export function code(value: string): string {
  const line = value.replaceAll(/[\r\n]+/g, ' ').replaceAll(controls, '�')
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length))
  const ticks = '`'.repeat(longest + 1)
  const pad = line.startsWith('`') || line.endsWith('`') || (line.startsWith(' ') && line.endsWith(' ')) ? ' ' : ''
  // In a table a bar ends the cell even in code; a backslash before it would be shown twice.
  return line === '' ? '` `' : `${ticks}${pad}${line.replaceAll('|', '\\|')}${pad}${ticks}`
}

const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g

/** A block of code whose fence is longer than any in it. */
function fence(value: string, language = ''): string {
  const longest = Math.max(2, ...[...value.matchAll(/`+/g)].map(([run]) => run.length))
  const ticks = '`'.repeat(longest + 1)
  return `${ticks}${language}\n${value.replaceAll(controls, '�')}\n${ticks}`
}
