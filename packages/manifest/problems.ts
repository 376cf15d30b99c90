import type { Finding, Place } from './finding.ts'
import { nearest } from './nearest.ts'
import { maskText } from './secrets/mask.ts'

/** Reports one error. Loaders call it for every problem that they find, so that one run lists all of them. */
export type ReportProblem = (code: string, place: Place, message: string, remedy?: string) => void

/** A `ReportProblem` that appends to a list of findings. */
export const reportInto =
  (findings: Finding[]): ReportProblem =>
  (code, place, message, remedy) => {
    findings.push({ code, severity: 'error', message, place, ...(remedy === undefined ? {} : { remedy }) })
  }

/** `Did you mean x?` with the candidate most similar to `word`, or undefined if none is similar. */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  const suggestion = nearest(word, candidates)
  return suggestion === undefined ? undefined : `Did you mean ${suggestion}?`
}

/** `environments/policy.yaml:4:11` */
export const placeText = ({ file, line, column }: Place): string =>
  [file, line, line === undefined ? undefined : column].filter((part) => part !== undefined).join(':')

const longestShownValue = 80

/** A value as JSON for a message, cut to one short line, without credentials. */
export function shownValue(value: unknown): string {
  const json = maskText(toJson(value))
  return json.length <= longestShownValue ? json : `${json.slice(0, longestShownValue - 3)}...`
}

/** A value with aliases can contain itself. */
function toJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    return Array.isArray(value) ? 'a list that contains itself' : 'a mapping that contains itself'
  }
}
