import { createHash } from 'node:crypto'
import { isAbsolute } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Place } from '@thanos-gitops/manifest'

/** A rule of a SARIF log. Its id is the `ruleId` of results. */
export interface SarifRule {
  readonly id: string
  readonly [property: string]: unknown
}

export interface SarifResult {
  readonly ruleId: string
  readonly level: 'error' | 'warning' | 'note'
  readonly text: string
  readonly place: Place | undefined
  /** Other places, each with its own message. */
  readonly related?: readonly { readonly place: Place; readonly text: string }[]
  /** What stays the same as long as the result is the same: GitHub recognizes a result by it, wherever its line moves. */
  readonly identity: readonly string[]
}

/** A log of SARIF 2.1.0, which GitHub, GitLab and editors show. Results of rules that are not in `rules` get a rule of their own. */
export function sarifLog(tool: string, rules: readonly SarifRule[], results: readonly SarifResult[]): string {
  const known = new Set(rules.map(({ id }) => id))
  const others = [...new Set(results.map(({ ruleId }) => ruleId))].filter((id) => !known.has(id))
  const descriptors = [...rules, ...others.map((id) => ({ id, shortDescription: { text: id } }))]
  const indexOf = new Map(descriptors.map(({ id }, index) => [id, index]))
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: tool, rules: descriptors } },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { ROOT: { description: { text: 'The root of the repository' } } },
        results: withFingerprints(results).map(({ result, fingerprint }) => ({
          ruleId: result.ruleId,
          ruleIndex: indexOf.get(result.ruleId)!,
          level: result.level,
          message: { text: result.text },
          ...(result.place === undefined ? {} : { locations: [location(result.place)] }),
          ...relatedLocations(result),
          partialFingerprints: { 'thanosGitops/v1': fingerprint },
        })),
      },
    ],
  }
  return `${JSON.stringify(log, null, 2)}\n`
}

const relatedLocations = ({ related = [] }: SarifResult) =>
  related.length === 0
    ? {}
    : {
        relatedLocations: related.map(({ place, text }, index) => ({
          id: index + 1,
          message: { text },
          ...location(place),
        })),
      }

const location = ({ file, line, column }: Place) => ({
  physicalLocation: {
    artifactLocation: isAbsolute(file)
      ? { uri: pathToFileURL(file).href }
      : { uri: encodeURI(file), uriBaseId: 'ROOT' },
    ...(line === undefined
      ? {}
      : { region: { startLine: line, ...(column === undefined ? {} : { startColumn: column }) } }),
  },
})

/** Adds what identifies each result. A number makes two results of the same identity different. */
export function withFingerprints(
  results: readonly SarifResult[],
): readonly { readonly result: SarifResult; readonly fingerprint: string }[] {
  const counts = new Map<string, number>()
  return results.map((result) => {
    const identity = result.identity.join('\0')
    const count = counts.get(identity) ?? 0
    counts.set(identity, count + 1)
    return {
      result,
      fingerprint: createHash('sha256').update(`${identity}\0${count}`).digest('hex').slice(0, 32),
    }
  })
}
