import type { OfferedPath } from './described-target.ts'
import type { EditorSchema } from './editor-schema.ts'

// The language server gives values of an enum no order, so that editors sort them by name, and lists all of them where a person points at
// one. A snippet has an order. So the paths that policy allows and usual ones are snippets, and the others an enum. A schema that is never
// valid contains both: it is read for completion, and never describes or marks what is typed.

/** A definition that only offers paths: the first ones in their order, then the others by name. */
export function offeredPaths(
  first: readonly OfferedPath[],
  others: readonly OfferedPath[],
  labels: ReadonlyMap<string, string>,
): EditorSchema {
  return {
    not: {},
    properties: {},
    ...(first.length === 0
      ? {}
      : { defaultSnippets: first.map((offered, index) => snippet(offered, labels.get(offered.path)!, index)) }),
    ...(others.length === 0 ? {} : { enum: others.map(({ path }) => path) }),
    ...(others.length === 0 || others.length > mostDescribed
      ? {}
      : { enumDescriptions: others.map(({ description }) => description) }),
  }
}

/** Rule files have thousands of fields. */
const mostDescribed = 500

/** `!` is before the slash with which the other paths begin. */
const snippet = ({ path, description }: OfferedPath, label: string, index: number): EditorSchema => ({
  label,
  sortText: `!${String(index).padStart(3, '0')}`,
  description,
  bodyText: path.replace(/[\\$}]/g, '\\$&'),
})

/** The language server cuts labels at this length. */
const longestLabel = 60

/** A label for each path: the path, or its end if it is long. Paths with the same label would be one offer. */
export function pathLabels(paths: readonly OfferedPath[]): ReadonlyMap<string, string> {
  const used = new Set<string>()
  return new Map(
    paths.map(({ path }) => {
      const short = shortened(path)
      const label = used.has(short) ? path : short
      used.add(label)
      return [path, label]
    }),
  )
}

function shortened(path: string): string {
  if (path.length <= longestLabel) return path
  const steps = path.split('/')
  let end = ''
  for (const step of steps.reverse()) {
    if (end.length + step.length > longestLabel - 3) break
    end = `/${step}${end}`
  }
  return end === '' ? path : `…${end}`
}
