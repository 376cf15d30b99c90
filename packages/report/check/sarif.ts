import { byPlaceAndCode } from '../by-place.ts'
import { sarifLog } from '../sarif.ts'
import type { CheckReport, Rule } from './finding.ts'

/** SARIF 2.1.0: each finding at its line, each check as a rule. */
export const checkSarif = ({ findings, rules }: CheckReport): string =>
  sarifLog(
    'thanos-gitops',
    rules.map(descriptor),
    [...findings].sort(byPlaceAndCode).map(({ code, severity, message, remedy, place, rendered, key }) => ({
      ruleId: code,
      level: severity,
      text: [message, remedy].filter((line) => line !== undefined).join(' '),
      place,
      ...(rendered === undefined ? {} : { related: { place: rendered, text: 'rendered here' } }),
      identity: [code, key ?? place?.file ?? '', key === undefined ? message : ''],
    })),
  )

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
