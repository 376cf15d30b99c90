import type { NamedDiff } from '@thanos-gitops/manifest/change'
import { counted } from '../counted.ts'
import { phrasesOf, rankOf } from './headline-phrases.ts'

/** At most so many groups of environments are in the headline. */
const mostGroups = 3

/** More environments than this are counted instead of named. */
const mostNames = 4

interface Group {
  readonly names: readonly string[]
  readonly text: string
  /** The worst class, and the number of objects. */
  readonly rank: readonly [number, number]
}

/**
 * What a change does, where, and how bad, in one line, the worst first. Environments in which the same happens are together:
 * `production: 1 change is refused (StatefulSet/thanos-store); staging, development: 3 StatefulSets restart one pod at a time`. Empty
 * if nothing changes.
 */
export function headline(diffs: readonly NamedDiff[]): string {
  const groups = groupsOf(diffs)
  const shown = groups.slice(0, mostGroups).map(({ names, text }) => `${subjectOf(names, diffs.length)}: ${text}`)
  const others = groups.slice(mostGroups).flatMap(({ names }) => names)
  return [...shown, ...(others.length === 0 ? [] : [`milder changes in ${subjectOf(others)}`])].join('; ')
}

function groupsOf(diffs: readonly NamedDiff[]): readonly Group[] {
  const groups = new Map<string, { names: string[]; text: string; rank: readonly [number, number] }>()
  for (const diff of diffs) {
    const errors = diff.findings.filter(({ severity }) => severity === 'error').length
    const warnings = diff.objects.length === 0 ? diff.findings.length - errors : 0
    const parts = [
      ...(errors === 0 ? [] : [`${counted(errors, 'problem')} to solve`]),
      ...(warnings === 0 ? [] : [counted(warnings, 'warning')]),
      ...phrasesOf(diff.objects),
    ]
    if (parts.length === 0) continue
    const text = parts.join(', ')
    const known = groups.get(text)
    if (known !== undefined) known.names.push(diff.name)
    // An error is worse than each class.
    else
      groups.set(text, {
        names: [diff.name],
        text,
        rank: [errors === 0 ? rankOf(diff.objects) : 100, diff.objects.length],
      })
  }
  return [...groups.values()].sort((a, b) => b.rank[0] - a.rank[0] || b.rank[1] - a.rank[1])
}

function subjectOf(names: readonly string[], all = 0): string {
  if (names.length === all && all > 1) return `all ${all} environments`
  return names.length > mostNames ? `${names.length} environments` : names.join(', ')
}
