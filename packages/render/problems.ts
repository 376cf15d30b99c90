import type { Finding, Place } from '@thanos-gitops/manifest'

/** Collects what is wrong, so that a run reports all of it together. */
export type Report = (code: string, place: Place, message: string, remedy?: string) => void

export const reportInto =
  (findings: Finding[]): Report =>
  (code, place, message, remedy) => {
    findings.push({ code, severity: 'error', message, place, ...(remedy === undefined ? {} : { remedy }) })
  }

/** ` Did you mean x?`, or nothing. */
export const didYouMean = (suggestion: string | undefined): string | undefined =>
  suggestion === undefined ? undefined : `Did you mean ${suggestion}?`

/** `environments/policy.yaml:4:11` */
export const placeText = ({ file, line, column }: Place): string =>
  [file, line, line === undefined ? undefined : column].filter((part) => part !== undefined).join(':')
