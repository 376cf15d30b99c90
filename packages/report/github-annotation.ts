import type { Place } from '@thanos-gitops/manifest'

/** A workflow command of GitHub Actions: an annotation in the pull request, at a line if `place` has one. */
export function githubAnnotation(
  level: 'error' | 'warning' | 'notice',
  title: string,
  place: Place | undefined,
  message: string,
): string {
  const properties = [
    ...(place === undefined ? [] : [`file=${escapedProperty(place.file)}`]),
    ...(place?.line === undefined ? [] : [`line=${place.line}`]),
    ...(place?.column === undefined ? [] : [`col=${place.column}`]),
    `title=${escapedProperty(title)}`,
  ]
  return `::${level} ${properties.join(',')}::${escapedData(message)}\n`
}

// https://github.com/actions/toolkit, packages/core/src/command.ts
const escapedData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
const escapedProperty = (text: string): string => escapedData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
