import type { Origin, Place } from '@thanos-gitops/manifest'
import type { ExplainedLine } from '@thanos-gitops/render/explain'
import type { EnvironmentLines } from './explained-lines.ts'

export const placeKey = ({ file, line, column }: Place): string => `${file}:${line}:${column}`

/**
 * The literals that decide a line now: those of the newest source, and for a setting also those that contain the
 * setting.
 */
export function literalsOf({ origins, textLine }: ExplainedLine): readonly Place[] {
  const value = origins.at(-1)?.value
  // The line with the name of a string of several lines shows nothing of the string.
  if (
    textLine === undefined &&
    origins.some((origin) => typeof origin.value === 'string' && origin.value.includes('\n')) &&
    value !== undefined
  )
    return []
  const end = origins.findIndex(({ layer }) => layer !== 'setting')
  return origins.slice(0, end + 1).flatMap(placesOf)
}

export const placesOf = ({ place, partsAt = [] }: Origin): readonly Place[] => (partsAt.length > 0 ? partsAt : [place])

/** All literals that decide some line that holds a single value, each once. */
export function decidingLiterals(environments: readonly EnvironmentLines[]): readonly Place[] {
  const places = environments.flatMap(({ lines }) =>
    // An object of another kind is rendered in another way: its documents stay structured.
    lines
      .filter(
        ({ pointer, origins: [newest] }) =>
          pointer !== '/kind' &&
          newest !== undefined &&
          newest.layer !== 'renderer' &&
          typeof newest.value !== 'object',
      )
      .flatMap(literalsOf),
  )
  return [...new Map(places.map((place) => [placeKey(place), place])).values()]
}

/** The source with another literal at a place; undefined if there is no literal at the place. */
export function withOtherLiteral(source: string, { line, column }: Place, isYaml: boolean): string | undefined {
  const lines = source.split('\n')
  const before = lines[line! - 1]!.slice(0, column! - 1)
  const rest = lines[line! - 1]!.slice(column! - 1)
  // A call such as setting('namespace'): its result has no literal.
  if (!isYaml && /^\w+\(/.test(rest) && /[\s([{.,:]$/.test(before)) return undefined
  // A literal begins with its quote. A later part of a template begins after an expression or at the start of a line.
  const opening = /^['"`}]/.exec(rest)?.[0]
  const start = !isYaml && opening !== undefined ? 1 : 0
  const quote = opening === undefined || opening === '}' ? '`' : opening
  const literal = isYaml
    ? /^"?[^#\n"{},]*[^#\s"{},]/.exec(rest)?.[0]
    : (/^(true|false|-?\d[\d_]*)/.exec(rest)?.[0] ?? bodyOf(rest.slice(start), quote))
  if (literal === undefined || literal === '') return undefined
  const after = rest.slice(start + literal.length)
  lines[line! - 1] = before + rest.slice(0, start) + otherValue(literal) + after
  return lines.join('\n')
}

const bodyOf = (text: string, quote: string): string | undefined =>
  (quote === '`' ? /^[^`\n]*?(?=\$\{|`|$)/ : new RegExp(`^(?:[^${quote}\\\\]|\\\\.)*`)).exec(text)?.[0]

/** Another value of the same kind: a number or a quantity stays one, and a word changes in its last letter. */
function otherValue(literal: string): string {
  if (literal === 'true' || literal === 'false') return literal === 'true' ? 'false' : 'true'
  if (/^-?[\d_]+$/.test(literal)) return String(Number(literal.replaceAll('_', '')) + 1)
  const digit = /\d(?=[^\d]*$)/.exec(literal)
  const letter = /[a-z](?=[^a-z]*$)/i.exec(literal)
  const at = digit && (letter === null || /^\d+[A-Za-z]{0,2}$/.test(literal)) ? digit : letter
  if (at === null) return `${literal}1`
  const other = /\d/.test(at[0]) ? String((Number(at[0]) % 8) + 1) : at[0] === 'q' ? 'x' : 'q'
  return literal.slice(0, at.index) + other + literal.slice(at.index + 1)
}
