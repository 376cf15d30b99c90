// Verdicts of earlier runs: digests of documents and what the program printed about them, but no document.
import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { maskText } from '@thanos-gitops/manifest'
import { openVerdictFile } from '@thanos-gitops/programs/verdict-file'
import { digestFileOf } from '@thanos-gitops/programs/wasm'
import { moduleFolder, verdictsFolder } from './folders.ts'
import type { ProgramName } from './programs.ts'
import { type ProgramProblem, readProblems } from './protocol.ts'

export interface Verdicts {
  get(key: string): readonly ProgramProblem[] | undefined
  add(key: string, problems: readonly ProgramProblem[]): void
}

const formatVersion = 1

/** The cached verdicts of a module. */
export function openVerdicts(program: ProgramName): Verdicts {
  const file = openVerdictFile(
    join(verdictsFolder, `${program}-${digestOfModule(program).slice(0, 16)}-${formatVersion}.txt`),
  )
  return {
    get(key) {
      const json = file.get(key)
      return json === undefined ? undefined : readProblems(JSON.parse(json))
    },
    add: (key, problems) => file.add([[key, maskText(JSON.stringify(problems))]]),
  }
}

/** A module that cannot be read is an error when it starts. */
function digestOfModule(program: ProgramName): string {
  try {
    return hash('sha256', readFileSync(join(moduleFolder(program), digestFileOf(program))))
  } catch {
    return 'none'
  }
}
