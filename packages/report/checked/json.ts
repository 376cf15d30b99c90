import { byPlace, type ReportedFinding } from './finding.ts'

/** For other programs: the findings and how many there are. A key that is here stays. */
export function checkedJson(findings: readonly ReportedFinding[], excepted: number): string {
  const sorted = [...findings].sort(byPlace)
  const count = (severity: string): number => sorted.filter((finding) => finding.severity === severity).length
  const summary = { errors: count('error'), warnings: count('warning'), excepted }
  const entries = sorted.map(({ code, severity, message, remedy, place, rendered, detail, key }) => ({
    code,
    severity,
    message,
    remedy,
    place,
    rendered,
    detail,
    key,
  }))
  return `${JSON.stringify({ summary, findings: entries }, null, 2)}\n`
}
