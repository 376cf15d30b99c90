import { type Finding, oneLine, type Place, printableLines } from '@thanos-gitops/manifest'
import { byPlace } from './by-place.ts'

/** `environments/production/patches/replicas.yaml:4:11` */
export const placeText = ({ file, line, column }: Place): string =>
  [oneLine(file), line, line === undefined ? undefined : column].filter((part) => part !== undefined).join(':')

const indent = (text: string): string => text.replaceAll(/^(?=.)/gm, '  ')

/** A paragraph for each finding, in the order of their places: place and code, message, remedy and detail. */
export function findingsText(findings: readonly Finding[]): string {
  return [...findings]
    .sort(byPlace)
    .map(({ place, code, severity, message, remedy, detail }) => {
      const head = [...(place ? [placeText(place)] : []), severity === 'warning' ? `warning  ${code}` : code].join('  ')
      const body = [oneLine(message), remedy && printableLines(remedy), detail && printableLines(detail)]
      return [head, ...body.filter((text) => text !== undefined).map(indent)].join('\n')
    })
    .join('\n\n')
}
