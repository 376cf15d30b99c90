import { type KubernetesObject, labelOf } from '@thanos-gitops/manifest'
import type { OfferedPath } from './described-target.ts'
import type { EditorSchema } from './editor-schema.ts'
import { escapePattern } from './field-tree.ts'

/** How many suggestions an object has, and how many paths each lists: they take as much space as the paths. */
const mostGroups = 24
const mostSuggestions = 3

/** The schema of a path that the object does not have. @param paths what editors offer first is first */
export function missingPath(object: KubernetesObject, paths: readonly OfferedPath[]): EditorSchema {
  const missing = `${labelOf(object)} has no such field.`
  const escaped = 'In a key, / is written ~1: /metadata/annotations/example.com~1region.'
  return withSlashes(paths, missing, {
    if: { pattern: '/(?:annotations|labels|matchLabels|nodeSelector)/[^/]+/' },
    then: { pattern: '(?!)', patternErrorMessage: `${missing} ${escaped}` },
    else: similarPaths(missing, paths),
  })
}

/** The schema of a path that the object could have. @param paths as for `missingPath` */
export const absentPath = (object: KubernetesObject, paths: readonly OfferedPath[]): EditorSchema =>
  similarPaths(
    `${labelOf(object)} does not have this field yet. Only add can write a field that does not exist.`,
    paths.filter(({ exists, isKey }) => exists && isKey),
  )

/** Suggests a path whose last step is a key with a slash, where the slash is not escaped. */
const withSlashes = (paths: readonly OfferedPath[], missing: string, otherwise: EditorSchema): EditorSchema =>
  paths
    .filter(({ path, isAllowed }) => isAllowed && lastStep(path).includes('~1'))
    .slice(0, mostGroups)
    .reduceRight<EditorSchema>(
      (rest, { path }) => ({
        if: { pattern: `^${escapePattern(path.replaceAll('~1', '/'))}$` },
        then: refused(missing, [path]),
        else: rest,
      }),
      otherwise,
    )

/**
 * Refuses every path, with the paths that it resembles: a schema cannot compare strings, so each name of a field has a pattern for the most
 * usual typing errors in it. Editors can also replace the path by one of them.
 */
function similarPaths(missing: string, paths: readonly OfferedPath[]): EditorSchema {
  const named = Map.groupBy(
    paths.filter(({ path, isAllowed }) => isAllowed && /[a-z]{3}/i.test(lastStep(path))),
    ({ path }) => lastStep(path),
  )
  const groups = [...named].flatMap(([name, offered]) => {
    const all = offered.map(({ path }) => path)
    const byParent = Map.groupBy(all, (path) => lastStep(path.slice(0, -name.length - 1)))
    const ofParents =
      byParent.size === 1 || all.length > 12
        ? []
        : [...byParent].map(([parent, some]) => ({ name, parent, paths: some }))
    return [...ofParents, { name, parent: undefined, paths: all }]
  })
  return groups
    .slice(0, mostGroups)
    .sort((a, b) => Number(b.parent !== undefined) - Number(a.parent !== undefined))
    .reduceRight<EditorSchema>(
      (otherwise, { name, parent, paths: similar }) => ({
        if: { pattern: `${parent === undefined ? '' : `/${escapePattern(parent)}`}/${misspelled(name)}$` },
        then: refused(missing, similar.slice(0, mostSuggestions)),
        else: otherwise,
      }),
      { pattern: '(?!)', patternErrorMessage: missing },
    )
}

const refused = (missing: string, suggestions: readonly string[]): EditorSchema => ({
  enum: suggestions,
  errorMessage: `${missing} Did you mean ${alternatives(suggestions)}?`,
})

const alternatives = (names: readonly string[]): string =>
  names.length === 1 ? names[0]! : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`

const lastStep = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** A pattern for names with the same beginning or the same end. */
function misspelled(name: string): string {
  const kept = Math.ceil(name.length * (name.length > 8 ? 0.6 : 0.5))
  return `(?:${escapePattern(name.slice(0, kept))}[^/]*|[^/]*${escapePattern(name.slice(-kept))})`
}
