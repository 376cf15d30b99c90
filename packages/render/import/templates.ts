// Strings that differ between clusters only by the namespace or the name of the cluster become one string with references to settings.
import { replaceReferences, setting } from '@thanos-gitops/manifest'

/** What a string of a cluster can contain of its settings. */
export interface ClusterSettings {
  readonly namespace: string
  readonly cluster: string
}

type SettingName = keyof ClusterSettings

/** With more occurrences in one string, only all of them together are tried: a long document has many of a short name. */
const mostOccurrences = 5

/** The value of a template in a cluster. */
export const resolveTemplate = (template: string, settings: ClusterSettings): string =>
  replaceReferences(template, (name) => (Object.hasOwn(settings, name) ? settings[name as SettingName] : undefined))

/** A string for several clusters, and how many of them have the value that it has there. */
export interface Template {
  readonly text: string
  readonly count: number
}

/**
 * The string, with references or without, that most clusters have. Of two, the one with fewer references.
 *
 * @param texts one for each cluster, in the order of `settings`
 */
export function bestTemplate(texts: readonly string[], settings: readonly ClusterSettings[]): Template {
  const distinct = [...new Set(texts)]
  const countOf = (text: string): Template => ({
    text,
    count: texts.filter(
      (other, index) => resolveTemplate(text, settings[index]!) === resolveTemplate(other, settings[index]!),
    ).length,
  })
  const plain = distinct.map(countOf)
  const candidates =
    distinct.length === 1 ? [] : distinct.flatMap((text) => templatesOf(text, settings[texts.indexOf(text)]!))
  return [...plain, ...candidates.map(countOf)].reduce((best, one) => (one.count > best.count ? one : best))
}

/** Matches a name where it is not a part of a longer word. */
export const wordPattern = (name: string): RegExp =>
  new RegExp(`(?<![A-Za-z0-9])${name.replaceAll(/[^A-Za-z0-9]/g, '\\$&')}(?![A-Za-z0-9])`, 'g')

interface Occurrence {
  readonly start: number
  readonly end: number
  readonly name: SettingName
}

/** All ways to replace values of settings in a string by references, those with the fewest references first. */
function templatesOf(text: string, settings: ClusterSettings): readonly string[] {
  const found = occurrencesIn(text, settings)
  if (found.length === 0) return []
  if (found.length > mostOccurrences) return [withReferences(text, found)]
  return subsetsOf(found)
    .sort((a, b) => a.length - b.length)
    .map((subset) => withReferences(text, subset))
}

function occurrencesIn(text: string, settings: ClusterSettings): readonly Occurrence[] {
  const names = (['cluster', 'namespace'] as const).filter((name) => settings[name] !== '')
  const found = names.flatMap((name) => {
    return Array.from(
      text.matchAll(wordPattern(settings[name])),
      ({ index }): Occurrence => ({
        start: index,
        end: index + settings[name].length,
        name,
      }),
    )
  })
  return found
    .sort((a, b) => a.start - b.start || b.end - a.end)
    .filter((one, index, all) => index === 0 || all.slice(0, index).every((before) => before.end <= one.start))
}

const subsetsOf = (occurrences: readonly Occurrence[]): readonly (readonly Occurrence[])[] & Occurrence[][] =>
  Array.from({ length: 2 ** occurrences.length - 1 }, (_, number) =>
    occurrences.filter((_one, index) => ((number + 1) >> index) & 1),
  )

function withReferences(text: string, occurrences: readonly Occurrence[]): string {
  let result = ''
  let from = 0
  for (const { start, end, name } of occurrences) {
    result += text.slice(from, start) + setting(name)
    from = end
  }
  return result + text.slice(from)
}
