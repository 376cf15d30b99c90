import type { Rule } from './finding.ts'

interface ListedCheck extends Rule {
  /** Why manifests alone cannot decide it. */
  readonly undecidable?: string
}

/** The checks with their reasons and remedies, a paragraph for each. */
export const checkListText = (checks: readonly ListedCheck[]): string => checks.map(paragraph).join('\n\n')

function paragraph({ name, id, severity, why, remedy, source, undecidable }: ListedCheck): string {
  const level = undecidable === undefined ? severity : 'not decided from manifests'
  const title = `${name}${id === undefined ? '' : ` (${id})`}  ${level}`
  return [title, ...[why, undecidable ?? remedy, source].map((line) => `  ${line}`)].join('\n')
}
