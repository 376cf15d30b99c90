import type { Finding, Place } from '@thanos-gitops/manifest'

/** `environments/production/patches/replicas.yaml:4:11` */
export const placeText = ({ file, line, column }: Place): string =>
  [file, line, line === undefined ? undefined : column].filter((part) => part !== undefined).join(':')

const byPlace = ({ place: a }: Finding, { place: b }: Finding): number =>
  compare(a?.file ?? '', b?.file ?? '') || (a?.line ?? 0) - (b?.line ?? 0) || (a?.column ?? 0) - (b?.column ?? 0)

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const indent = (text: string): string => text.replaceAll(/^(?=.)/gm, '  ')

/** Where, what, what now: a paragraph for each finding, in the order of their places. */
export function findingsText(findings: readonly Finding[]): string {
  return [...findings]
    .sort(byPlace)
    .map(({ place, code, severity, message, remedy, detail }) => {
      const head = [...(place ? [placeText(place)] : []), severity === 'warning' ? `warning ${code}` : code].join('  ')
      return [head, ...[message, remedy, detail].filter((text) => text !== undefined).map(indent)].join('\n')
    })
    .join('\n\n')
}
