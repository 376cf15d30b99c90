import { placeText } from '../findings-text.ts'
import { byPlace, type ReportedFinding, type Rule } from './finding.ts'

/** A test suite for each check, which passes where it has found nothing. */
export function checkedJunit(findings: readonly ReportedFinding[], rules: readonly Rule[]): string {
  const byCode = Map.groupBy([...findings].sort(byPlace), ({ code }) => code)
  const names = [...new Set([...rules.map(({ name }) => name), ...byCode.keys()])]
  const suites = names.map((name) => suite(name, byCode.get(name) ?? []))
  const tests = suites.reduce((sum, { tests }) => sum + tests, 0)
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="thanos-gitops check" tests="${tests}" failures="${findings.length}" errors="0">\n${suites.map(({ text }) => text).join('')}</testsuites>\n`
}

function suite(name: string, findings: readonly ReportedFinding[]): { tests: number; text: string } {
  const tests = Math.max(1, findings.length)
  const passed = `    <testcase classname="${escapeXml(name)}" name="${escapeXml(name)}"/>\n`
  const failed = findings.map(({ severity, message, remedy, place, rendered }) => {
    const at = place === undefined ? '' : placeText(place)
    const lines = [at, message, remedy, rendered && `rendered: ${placeText(rendered)}`].filter(
      (text) => text !== undefined && text !== '',
    )
    const file =
      place === undefined
        ? ''
        : ` file="${escapeXml(place.file)}"${place.line === undefined ? '' : ` line="${place.line}"`}`
    return `    <testcase classname="${escapeXml(name)}" name="${escapeXml(`${at} ${message}`.trim())}"${file}>\n      <failure type="${severity}" message="${escapeXml(message)}">${escapeXml(lines.join('\n'))}</failure>\n    </testcase>\n`
  })
  return {
    tests,
    text: `  <testsuite name="${escapeXml(name)}" tests="${tests}" failures="${findings.length}" errors="0" skipped="0">\n${failed.length === 0 ? passed : failed.join('')}  </testsuite>\n`,
  }
}

/** XML 1.0 knows no other control characters than tab and the two line ends. */
const escapeXml = (text: string): string =>
  text
    .replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;')
