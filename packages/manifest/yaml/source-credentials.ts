import type { Place } from '../finding.ts'
import { valueAt } from '../pointer.ts'
import { type Credential, findCredentials } from '../secrets/find-credentials.ts'
import { credentialsInText } from '../secrets/find-in-text.ts'
import { rememberCredentials } from '../secrets/known-values.ts'
import { tokensIn } from '../secrets/token-formats.ts'

/** A literal credential in a file of this repository. */
export interface SourceCredential extends Pick<Credential, 'what' | 'context'> {
  /** Empty for a comment. */
  readonly steps: Credential['steps']
  readonly place: Place
}

/**
 * The literal credentials in the values and comments of a file. They are registered, so that no output shows them.
 * @param placeOf the place of a value, or of an offset in the source
 */
export function sourceCredentials(
  source: string,
  value: unknown,
  placeOf: { value(steps: Credential['steps']): Place; offset(offset: number): Place },
): readonly SourceCredential[] {
  const found = findCredentials(value)
  rememberCredentials(
    found.flatMap(({ steps, offset, end }) => {
      const at = valueAt(value, steps.map(String))
      return typeof at === 'string' ? [at.slice(offset, end)] : typeof at === 'number' ? [String(at)] : []
    }),
  )
  const inValues = found.map(({ what, context, steps }) => ({
    what,
    context,
    steps,
    place: placeIn(steps, placeOf.value),
  }))
  const lines = new Set(inValues.map(({ place }) => place.line))
  const inSource = [...tokensIn(source)].map(({ start, end, what }) => {
    rememberCredentials([source.slice(start, end)])
    return { what, context: 'text' as const, steps: [], place: placeOf.offset(start) }
  })
  return [...inValues, ...inSource.filter(({ place }) => !lines.has(place.line) && inValues.length === 0)]
}

/** Registers what has the form of a credential in a source that does not parse. */
export const rememberInSource = (source: string): void =>
  rememberCredentials(credentialsInText(source).map(({ start, end }) => source.slice(start, end)))

/** The place of the value of a patch, if a credential is on the line where the value begins: that is where editors mark it. */
function placeIn(steps: Credential['steps'], placeOf: (steps: Credential['steps']) => Place): Place {
  const place = placeOf(steps)
  if (steps[1] !== 'patch' || steps[3] !== 'value' || steps.length === 4) return place
  const start = placeOf(steps.slice(0, 4))
  return start.line === place.line ? start : place
}
