import type { ImageChange, NamedDiff } from '@thanos-gitops/manifest/change'
import { classCounts } from '../classes.ts'
import { environmentText } from '../wording.ts'
import { code, text } from './escape.ts'

/** At most so many environments are named in one line. */
const mostNames = 20

/** How many objects change in each environment, and in which way. Environments with the same numbers share a line. */
export function overview(diffs: readonly NamedDiff[]): readonly string[] {
  const lines = diffs.map((diff) => {
    const { objects, counts } = diff
    const all = Math.max(counts.before, counts.after)
    const effect = objects.length === 0 ? 'no change' : `${objects.length} of ${all} objects: ${classCounts(objects)}`
    return [effect, text(environmentText(diff))] as const
  })
  return folded(
    'Environments',
    [...Map.groupBy(lines, ([effect]) => effect)].map(
      ([effect, same]) => `- ${namesText(same.map(([, name]) => name))}: ${effect}`,
    ),
  )
}

const namesText = (names: readonly string[]): string =>
  names.length > mostNames
    ? `${names.slice(0, mostNames).join(', ')} and ${names.length - mostNames} more`
    : names.join(', ')

/** The images that change, with the flags that the new version lacks. Empty if none changes. */
export function imageList(diffs: readonly NamedDiff[]): readonly string[] {
  const environments = new Map<string, string[]>()
  for (const { name, images } of diffs)
    for (const image of images) {
      const line = imageLine(image)
      environments.set(line, [...(environments.get(line) ?? []), text(name)])
    }
  return folded(
    'Images',
    [...environments].map(([line, names]) => `- ${line}<br>in ${namesText(names)}`),
  )
}

function imageLine({ workloads, from, to, flags = [] }: ImageChange): string {
  const lost = flags.map(
    ({ flag, workload, state, note }) =>
      `<br>${code(flag)} of ${text(workload)} is ${state}${note === undefined ? '' : `. ${text(note)}`}`,
  )
  return `${code(from ?? '—')} → ${code(to ?? '—')}<br>${workloads.map(text).join(', ')}${lost.join('')}`
}

const folded = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [`<details>\n<summary>${title}</summary>\n\n${lines.join('\n')}\n\n</details>`]
