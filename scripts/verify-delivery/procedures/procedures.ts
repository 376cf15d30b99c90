// All procedures that READMEs and `diff` print.
import { pageProcedures } from './page-procedures.ts'
import type { Procedure } from './procedure.ts'
import { readOnlyRunbooks, runReadOnly } from './read-only-runbooks.ts'
import { carryOutTogether } from './refused-batch.ts'
import { refusedChanges } from './refused-changes.ts'
import { setStrategies } from './strategies.ts'

const refusedProcedure: Procedure = {
  name: 'refused-changes',
  runbooks: () => [...new Set(refusedChanges.map(({ runbook }) => runbook))],
  run: (execution) => carryOutTogether(execution, refusedChanges),
}

const readOnlyProcedure: Procedure = { name: 'read-only', runbooks: readOnlyRunbooks, run: runReadOnly }

export const procedures: readonly Procedure[] = [setStrategies, refusedProcedure, readOnlyProcedure, ...pageProcedures]
