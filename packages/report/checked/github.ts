import { byPlace, type ReportedFinding } from './finding.ts'

/** GitHub's workflow commands: an annotation at the line of the pull request for each finding. */
export function checkedGithub(findings: readonly ReportedFinding[]): string {
  return [...findings]
    .sort(byPlace)
    .map(({ severity, code, message, remedy, place, rendered }) => {
      const at = place?.line === undefined ? (rendered ?? place) : place
      const properties = [
        ...(at === undefined ? [] : [`file=${property(at.file)}`]),
        ...(at?.line === undefined ? [] : [`line=${at.line}`]),
        ...(at?.column === undefined ? [] : [`col=${at.column}`]),
        `title=${property(code)}`,
      ]
      return `::${severity} ${properties.join(',')}::${data([message, remedy].filter((text) => text !== undefined).join('\n'))}\n`
    })
    .join('')
}

// https://github.com/actions/toolkit, packages/core/src/command.ts
const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
