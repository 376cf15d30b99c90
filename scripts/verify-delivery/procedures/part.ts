// Carries out each procedure that READMEs and `diff` print, in the order of `procedures`, and counts those that were carried out.

import { ownRepository } from '../../script-options.ts'
import type { Tool } from '../delivery-rig.ts'
import type { PartContext, RunPart } from '../part.ts'
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

/** What counts as a procedure: a section of a README, or a runbook. */
export function countedProcedures(tool: Tool): Counted {
  const commands = procedureCommands().filter((one) => (one.tool ?? tool) === tool)
  return {
    sections: Map.groupBy(commands, ({ file, heading }) => `${file}: ${heading}`),
    runbooks: procedures.flatMap(({ name, runbooks: ids }) => (ids?.(tool) ?? []).map((id) => ({ name, id }))),
  }
}

interface Counted {
  /** The commands for the tool, by section. */
  readonly sections: ReadonlyMap<string, readonly ReadmeCommand[]>
  /** `name` is that of the procedure that carries the runbook out. */
  readonly runbooks: readonly { readonly name: string; readonly id: string }[]
}

/** It was carried out if each of its commands was run and no promise was broken. */
function reportCoverage(
  { tool, report }: PartContext,
  { executed, carriedOut }: Execution,
  failed: ReadonlySet<string>,
): void {
  const isDone = (one: ReadmeCommand): boolean => executed.has(one.command) && !failed.has(procedureOf(one))
  const { sections, runbooks } = countedProcedures(tool)
  const missing = [
    ...[...sections].filter(([, commands]) => !commands.every(isDone)).map(([place]) => place),
    ...runbooks.filter(({ name, id }) => !carriedOut.has(id) || failed.has(name)).map(({ id }) => `runbook ${id}`),
  ]
  const count = sections.size + runbooks.length
  report({
    title: `${count - missing.length} of ${count} procedures were carried out`,
    problems: missing.map((what) => `${what} was not carried out to its end.`),
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
