import { byPlaceAndCode } from '../by-place.ts'
import { placeText } from '../findings-text.ts'
import type { CheckReport, ReportedFinding } from './finding.ts'
import { furtherLines } from './further-places.ts'

/** A test suite for each check. A check without findings is a test that passes. */
export function checkJunit({ findings, rules }: CheckReport): string {
  const byCode = Map.groupBy([...findings].sort(byPlaceAndCode), ({ code }) => code)
  const names = [...new Set([...rules.map(({ name }) => name), ...byCode.keys()])]
  const suites = names.map((name) => suite(name, byCode.get(name) ?? []))
  const tests = suites.reduce((sum, one) => sum + one.tests, 0)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${attributes({ name: 'thanos-gitops check', tests, failures: findings.length, errors: 0 })}>`,
    ...suites.flatMap(({ lines }) => lines),
    '</testsuites>',
    '',
  ].join('\n')
}

function suite(name: string, findings: readonly ReportedFinding[]): { tests: number; lines: readonly string[] } {
  const tests = Math.max(1, findings.length)
  const cases =
    findings.length === 0
      ? [`    <testcase ${attributes({ classname: name, name })}/>`]
      : findings.flatMap((finding) => failedCase(name, finding))
  return {
    tests,
    lines: [
      `  <testsuite ${attributes({ name, tests, failures: findings.length, errors: 0, skipped: 0 })}>`,
      ...cases,
      '  </testsuite>',
    ],
  }
}

function failedCase(name: string, finding: ReportedFinding): readonly string[] {
  const { severity, message, remedy, place } = finding
  const where = place === undefined ? '' : placeText(place)
  const lines = [where, message, remedy, ...furtherLines(finding)].filter((line) => line !== undefined && line !== '')
  const title = `${where} ${message}`.trim()
  return [
    `    <testcase ${attributes({ classname: name, name: title, file: place?.file, line: place?.line })}>`,
    `      <failure ${attributes({ type: severity, message })}>${escapeXml(lines.join('\n'))}</failure>`,
    '    </testcase>',
  ]
}

const attributes = (values: Readonly<Record<string, string | number | undefined>>): string =>
  Object.entries(values)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}="${escapeXml(String(value))}"`]))
    .join(' ')

/** XML 1.0 allows no control characters except tab and the two line ends. */
const escapeXml = (text: string): string =>
  text
    .replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;')
