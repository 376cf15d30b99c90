import { type MappingReader, shownValue } from '@thanos-gitops/manifest'

interface Bounds {
  readonly from: number
  readonly to: number
  /** For the remedy. */
  readonly example: number
  /** What follows from the example: a sentence of the remedy. */
  readonly consequence?: string
}

/** A whole number within bounds; undefined if the key is absent or wrong. */
export function readWholeNumber<Key extends string>(
  fields: MappingReader<Key>,
  key: Key,
  { from, to, example, consequence }: Bounds,
): number | undefined {
  const value = fields.value(key)
  if (value === undefined) return undefined
  if (typeof value === 'number' && Number.isInteger(value) && value >= from && value <= to) return value
  fields.problem(
    [key],
    `${key} must be a whole number from ${from} to ${to}, not ${shownValue(value)}.`,
    `Write for example ${key}: ${example}${consequence === undefined ? '' : `. ${consequence}`}`,
  )
  return undefined
}
