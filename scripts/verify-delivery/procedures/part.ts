// Carries out each procedure that READMEs and `diff` print, in the order of `procedures`, and counts those that were carried out.

import { ownRepository } from '../../script-options.ts'
import type { PartContext, RunPart } from '../delivery-rig.ts'
import { claimOf } from './claims.ts'
import { Execution } from './execution.ts'
import { commandsIn, type ReadmeCommand, readReadmes } from './inventory.ts'
import type { Procedure } from './procedure.ts'
import { procedures } from './procedures.ts'

export const runProcedures: RunPart = async (context) => {
  const chosen = procedures.filter(({ name }) => context.match === undefined || name.includes(context.match))
  if (chosen.length === 0) return
  const execution = new Execution(await context.rig())
  const failed = new Set<string>()
  for (const procedure of chosen) {
    const problems = await carryOut(procedure, execution)
    if (problems.length > 0) failed.add(procedure.name)
    context.report({ title: procedure.name, problems })
  }
  if (context.match === undefined) reportCoverage(context, execution, failed)
}

async function carryOut(procedure: Procedure, execution: Execution): Promise<readonly string[]> {
  try {
    await procedure.run(execution)
    return execution.takeProblems()
  } catch (error) {
    return [...execution.takeProblems(), error instanceof Error ? error.message : String(error)]
  }
}

/** A procedure is a section of a README or a runbook. It counts as carried out if each of its commands was run and no promise was broken. */
function reportCoverage({ tool, report }: PartContext, { executed }: Execution, failed: ReadonlySet<string>): void {
  const sections = Map.groupBy(procedureCommands(), ({ file, heading }) => `${file}: ${heading}`)
  const missing = [...sections].filter(([, commands]) =>
    commands.some((one) => (one.tool ?? tool) === tool && (!executed.has(one.command) || failed.has(procedureOf(one)))),
  )
  const ids = procedures.flatMap(({ name, runbooks = [] }) => runbooks.map((id) => ({ name, id })))
  const failedRunbooks = ids.filter(({ name }) => failed.has(name))
  const all = sections.size + ids.length
  const count = all - missing.length - failedRunbooks.length
  report({
    title: `${count} of ${all} procedures were carried out`,
    problems: [
      ...missing.map(([place]) => `${place} was not carried out to its end.`),
      ...failedRunbooks.map(({ id }) => `The runbook ${id} was not carried out to its end.`),
    ],
  })
}

const procedureOf = (one: ReadmeCommand): string => {
  const claim = claimOf(one)
  return claim?.kind === 'procedure' ? claim.name : ''
}

/** The commands of READMEs that procedures of this folder run. */
const procedureCommands = (): readonly ReadmeCommand[] =>
  [...readReadmes(ownRepository)]
    .flatMap(([file, markdown]) => commandsIn(file, markdown))
    .filter((one) => procedureOf(one) !== '')
