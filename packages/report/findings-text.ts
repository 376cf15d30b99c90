import { type Finding, oneLine, type Place, printableLines } from '@thanos-gitops/manifest'
import { byPlace } from './by-place.ts'
import { type Paint, plain } from './paint.ts'

/** `environments/production/patches/replicas.yaml:4:11` */
export const placeText = ({ file, line, column }: Place): string =>
  [oneLine(file), line, line === undefined ? undefined : column].filter((part) => part !== undefined).join(':')

const indent = (text: string): string => text.replaceAll(/^(?=.)/gm, '  ')

/** A paragraph for each finding, in the order of their places: place and code, message, remedy and detail. */
export function findingsText(findings: readonly Finding[], paint: Paint = plain): string {
  return [...findings]
    .sort(byPlace)
    .map(({ place, code, severity, message, remedy, detail }) => {
      const head = [
        ...(place ? [paint('bold', placeText(place))] : []),
        ...(severity === 'warning' ? [paint('yellow', 'warning'), code] : [paint('red', code)]),
      ].join('  ')
      const body = [
        oneLine(message),
        remedy && printableLines(remedy).replaceAll(/.+/g, (line) => paint('cyan', line)),
        detail && printableLines(detail),
      ]
      return [head, ...body.filter((text) => text !== undefined).map(indent)].join('\n')
    })
    .join('\n\n')
}
