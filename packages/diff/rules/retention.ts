import { parseBase2Bytes, parsePrometheusDuration } from '@thanos-gitops/workloads'
import type { SourcedVerdict } from './rule.ts'

/** Parses a duration, in milliseconds, as the program does; undefined for a value that it rejects. */
type DurationParser = (text: string) => number | undefined

export interface Retention {
  /** The subject of the sentence: `Samples`. */
  readonly data: string
  readonly source: string
  readonly parse?: DurationParser
  /** Milliseconds without the flag; 0 keeps data indefinitely. */
  readonly fallback?: number
  /** Restricts the data that is lost. */
  readonly restriction?: string
}

/** A shorter retention deletes data. Zero keeps it indefinitely. A program does not start with a value that it rejects. */
export function shorterRetention(
  { data, source, parse = parsePrometheusDuration, fallback = 0, restriction = '' }: Retention,
  before: string | undefined,
  after: string | undefined,
): SourcedVerdict | undefined {
  const from = before === undefined ? fallback : (parse(before) ?? fallback)
  const to = after === undefined ? fallback : parse(after)
  if (to === undefined || from === to || to === 0 || (from !== 0 && to > from)) return undefined
  const timeBefore = from === 0 ? 'indefinitely' : `for ${before ?? 'the default time'}`
  return {
    class: 'data-loss',
    why: `${data} older than ${after ?? 'the default'}${restriction} are deleted. With the old value, they are kept ${timeBefore}. You cannot undo this.`,
    source,
  }
}

/** A smaller retention size deletes the oldest samples. Zero and an absent value set no limit. */
export function smallerRetentionSize(
  before: string | undefined,
  after: string | undefined,
  source: string,
): SourcedVerdict | undefined {
  const from = parseBase2Bytes(before ?? '') ?? 0
  const to = parseBase2Bytes(after ?? '') ?? 0
  if (to <= 0 || (from > 0 && to >= from)) return undefined
  return {
    class: 'data-loss',
    why: `The oldest samples are deleted when all samples together exceed ${after}. You cannot undo this.`,
    source,
  }
}
