import type { FurtherPlace } from '@thanos-gitops/manifest'
import { byPlaceAndCode } from '../by-place.ts'
import { type SarifResult, sarifLog } from '../sarif.ts'
import type { CheckReport, Rule } from './finding.ts'

/** SARIF 2.1.0: each finding at its line, each check as a rule. */
export const checkSarif = (report: CheckReport): string =>
  sarifLog('thanos-gitops', report.rules.map(descriptor), checkResults(report))

/** The findings in the order of their places. */
export const checkResults = ({ findings }: CheckReport): readonly SarifResult[] =>
  [...findings].sort(byPlaceAndCode).map(({ code, severity, message, remedy, place, rendered, further = [], key }) => ({
    ruleId: code,
    level: severity,
    text: [message, remedy].filter((line) => line !== undefined).join(' '),
    place,
    related: [
      ...(rendered === undefined ? [] : [{ place: rendered, text: renderedHere }]),
      ...further.flatMap(relatedPlaces),
    ],
    identity: [code, key ?? place?.file ?? '', key === undefined ? message : ''],
  }))

const renderedHere = 'rendered here'

const relatedPlaces = ({ object, place, rendered }: FurtherPlace): NonNullable<SarifResult['related']> => [
  ...(place === undefined ? [] : [{ place, text: object ?? 'the same line' }]),
  ...(rendered === undefined ? [] : [{ place: rendered, text: renderedHere }]),
]

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
