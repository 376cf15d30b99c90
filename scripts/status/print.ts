import { commitText, isProblem, type Problem, type Surroundings } from './problem.ts'
import type { StatusReport } from './report.ts'
import { summaryOf } from './report.ts'

const indent = ' '.repeat(13)

/** A report for people: a problem after the other, then what is healthy, then a line with the sum. */
export function printedReport(report: StatusReport, now: Date): string {
  return [
    ...report.problems.map((problem) => printedProblem(problem, report.surroundings, now)),
    ...report.healthy.map(({ subject, state }) => `${'healthy'.padEnd(10)} ${subject}: ${state}`),
    summaryOf(report),
  ].join('\n')
}

export function printedProblem(problem: Problem, where: Surroundings, now: Date): string {
  const { state, subject, reasons, since, commit, next = [] } = problem
  const facts = [
    ...(since === undefined ? [] : [`for ${durationText(since, now)}`]),
    ...(commit === undefined ? [] : [`commit ${commitText(commit, where)}`]),
  ]
  return [
    `${state.padEnd(10)} ${subject}${facts.length > 0 ? ` (${facts.join('; ')})` : ''}`,
    ...reasons.flatMap((reason) => reason.split('\n')).map((line) => `${indent}${line}`),
    ...next.flatMap(({ text, commands = [] }) => [
      `${indent}next: ${text}`,
      ...commands.map((line) => `${indent}  ${line}`),
    ]),
  ].join('\n')
}

/** `12 minutes`: the largest unit that is at least 2, or `a minute`. */
export function durationText(since: string, now: Date): string {
  const seconds = Math.max(0, Math.round((now.getTime() - new Date(since).getTime()) / 1000))
  const [size, unit] =
    seconds >= 172_800
      ? [86_400, 'day']
      : seconds >= 7200
        ? [3600, 'hour']
        : seconds >= 120
          ? [60, 'minute']
          : [1, 'second']
  const count = Math.floor(seconds / size!)
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

/** A row of the table of all environments. */
export interface Row {
  readonly environment: string
  readonly report?: StatusReport
  /** Why there is no report. */
  readonly error?: string
}

export function printedTable(rows: readonly Row[]): string {
  const cells = rows.map((row) => [row.environment, ...cellsOf(row)])
  const heading = ['ENVIRONMENT', 'STATE', 'IN SYNC', 'COMMIT', 'FIRST PROBLEM']
  const widths = heading.map((title, column) => Math.max(title.length, ...cells.map((row) => row[column]!.length)))
  return [heading, ...cells]
    .map((row) =>
      row
        .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function cellsOf({ report, error = '' }: Row): readonly string[] {
  if (report === undefined) return ['unread', '', '', firstLine(error)]
  const problems = report.problems.filter(isProblem)
  const { commit, surroundings, objects } = report
  const behind = commit === undefined ? undefined : surroundings.commits.get(commit)?.behind
  const first = problems[0]
  return [
    problems.length === 0 ? 'in sync' : `${problems.length} problem${problems.length === 1 ? '' : 's'}`,
    `${objects.inSync}/${objects.total}`,
    commit === undefined
      ? ''
      : `${commit.slice(0, 7)}${behind === undefined || behind === 0 ? '' : ` (${behind} behind)`}`,
    first === undefined
      ? ''
      : firstLine(`${first.state} ${first.subject}${first.reasons.length > 0 ? `: ${first.reasons[0]}` : ''}`),
  ]
}

function firstLine(text: string): string {
  const line = text.split('\n')[0]!
  return line.length > 100 ? `${line.slice(0, 99)}…` : line
}
