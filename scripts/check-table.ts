import { type Check, checks, type Question, questions } from '@thanos-gitops/checks'
import { type Example, exampleOf } from '@thanos-gitops/checks/examples'

/** The sections of packages/checks/README.md: a table of checks for each question, in the order of the registry. */
export function checkTables(): string {
  const byQuestion = Map.groupBy(checks, ({ question }) => question)
  return (Object.keys(questions) as Question[])
    .flatMap((question) => {
      const list = byQuestion.get(question)
      return list === undefined ? [] : [`### ${questions[question]}\n\n${tableOf(list)}\n`]
    })
    .join('\n')
}

const tableOf = (list: readonly Check[]): string =>
  ['| check | severity | why | example that fails |', '| --- | --- | --- | --- |', ...list.map(row)].join('\n')

function row({ name, id, severity, why }: Check): string {
  const example = exampleOf(name)
  const cells = [
    `\`${name}\`${id === undefined ? '' : `<br>${id}`}`,
    severity,
    why.replaceAll('|', '\\|').replaceAll('<', '&lt;'),
    example === undefined ? '' : exampleCell(example),
  ]
  return `| ${cells.join(' | ')} |`
}

/** The lines that are wrong; of an example that lacks lines, these lines. */
const exampleCell = ({ brokenLines, fixedLines }: Example): string =>
  brokenLines.length > 0 ? code(brokenLines) : `without ${code(fixedLines)}`

/** Lines of code in a cell of a table. The lines of one example are few. */
const code = (lines: readonly string[]): string =>
  `<code>${lines
    .map((line) =>
      line
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;')
        .replaceAll('|', '&#124;')
        .replaceAll('`', '&#96;')
        .replaceAll('*', '&#42;')
        .replaceAll('_', '&#95;')
        .replace(/^ +/, (spaces) => '&nbsp;'.repeat(spaces.length)),
    )
    .join('<br>')}</code>`
