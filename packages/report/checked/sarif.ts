import { createHash } from 'node:crypto'
import type { Place } from '@thanos-gitops/manifest'
import { byPlace, type ReportedFinding, type Rule } from './finding.ts'

/** SARIF 2.1.0, which GitHub, GitLab and editors show. */
export function checkedSarif(findings: readonly ReportedFinding[], rules: readonly Rule[]): string {
  const sorted = [...findings].sort(byPlace)
  const known = new Set(rules.map(({ name }) => name))
  const others = [...new Set(sorted.map(({ code }) => code))].filter((code) => !known.has(code))
  const descriptors = [
    ...rules.map(descriptor),
    ...others.map((code) => ({ id: code, shortDescription: { text: code } })),
  ]
  const indexOf = new Map(descriptors.map(({ id }, index) => [id, index]))
  const fingerprintOf = fingerprints()
  const results = sorted.map((finding) => ({
    ruleId: finding.code,
    ruleIndex: indexOf.get(finding.code)!,
    level: finding.severity,
    message: { text: [finding.message, finding.remedy].filter((text) => text !== undefined).join(' ') },
    ...(finding.place === undefined ? {} : { locations: [location(finding.place)] }),
    ...(finding.rendered === undefined
      ? {}
      : { relatedLocations: [{ id: 1, message: { text: 'rendered here' }, ...location(finding.rendered) }] }),
    partialFingerprints: { 'thanosGitops/v1': fingerprintOf(finding) },
  }))
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'thanos-gitops', rules: descriptors } },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { ROOT: { description: { text: 'The root of the repository' } } },
        results,
      },
    ],
  }
  return `${JSON.stringify(log, null, 2)}\n`
}

const descriptor = ({ name, id, severity, why, remedy, source }: Rule) => ({
  id: name,
  name: pascalCase(name),
  shortDescription: { text: id === undefined ? name : `${id} ${name}` },
  fullDescription: { text: why },
  help: { text: `${remedy}\n\n${source}`, markdown: `${remedy}\n\n${source}` },
  ...(source.startsWith('https://') ? { helpUri: source.split(/\s/)[0]! } : {}),
  defaultConfiguration: { level: severity },
})

const pascalCase = (name: string): string =>
  name.replaceAll(/(^|-)([a-z])/g, (_, _dash, letter: string) => letter.toUpperCase())

const location = ({ file, line, column }: Place) => ({
  physicalLocation: {
    artifactLocation: file.startsWith('/')
      ? { uri: `file://${encodeURI(file)}` }
      : { uri: encodeURI(file), uriBaseId: 'ROOT' },
    ...(line === undefined
      ? {}
      : { region: { startLine: line, ...(column === undefined ? {} : { startColumn: column }) } }),
  },
})

/** The same for the same finding, wherever its line moves; a number makes two of the same field different. */
function fingerprints(): (finding: ReportedFinding) => string {
  const counts = new Map<string, number>()
  return ({ code, key, place, message }) => {
    const what = [code, key ?? place?.file ?? '', key === undefined ? message : ''].join('\0')
    const count = counts.get(what) ?? 0
    counts.set(what, count + 1)
    return createHash('sha256').update(`${what}\0${count}`).digest('hex').slice(0, 32)
  }
}
