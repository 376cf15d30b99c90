import { byPlaceAndCode } from '../by-place.ts'
import type { CheckReport } from './finding.ts'

/** For other programs: the findings and their number. Later versions may add keys and do not remove any. */
export function checkJson({ findings, excepted }: CheckReport): string {
  const sorted = [...findings].sort(byPlaceAndCode)
  const count = (severity: string): number => sorted.filter((finding) => finding.severity === severity).length
  const summary = { errors: count('error'), warnings: count('warning'), excepted }
  const entries = sorted.map(({ code, severity, message, remedy, place, rendered, further, detail, key }) => ({
    code,
    severity,
    message,
    remedy,
    place,
    rendered,
    further,
    detail,
    key,
  }))
  return `${JSON.stringify({ summary, findings: entries }, null, 2)}\n`
}
