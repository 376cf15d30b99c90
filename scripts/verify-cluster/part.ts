import { type Check, chosenChecks } from './checks/check.ts'
import type { Needs } from './needs.ts'
import type { Buildable } from './programs.ts'
import type { Row } from './table.ts'

/** An environment on a node, or a part of the stack that needs none. */
export interface Part extends Needs {
  readonly name: string
  readonly checks: readonly Pick<Check, 'title' | 'needs'>[]
  programs(): readonly Buildable[]
  /** @param match only the checks whose titles contain it */
  run(match: string | undefined): Promise<readonly Row[]>
}

/** Runs checks one after the other, and prints what each saw. */
export async function runChecks<Subject>(
  name: string,
  subject: Subject,
  checks: readonly Check<Subject>[],
  match: string | undefined,
): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (const { title, run } of chosenChecks(checks, match).filter(({ applies }) => applies?.(subject) ?? true)) {
    const row = { environment: name, title, ...(await resultOf(subject, run)) }
    rows.push(row)
    console.log(`${name} ${row.isOk ? '✓' : '✗'} ${title}: ${row.seen}`)
  }
  return rows
}

async function resultOf<Subject>(subject: Subject, run: Check<Subject>['run']): Promise<Pick<Row, 'isOk' | 'seen'>> {
  try {
    return { isOk: true, seen: await run(subject) }
  } catch (error) {
    return { isOk: false, seen: error instanceof Error ? error.message : String(error) }
  }
}
