import { hash } from 'node:crypto'
import type { Instance } from '@thanos-gitops/programs/wasm'
import { startProgram } from './instance.ts'
import type { DocumentKind, ProgramName } from './programs.ts'
import { type ProgramProblem, readAnswer, requestLine } from './protocol.ts'
import { openVerdicts, type Verdicts } from './verdicts.ts'

export { ProgramCrash, type ProgramProblem } from './protocol.ts'

const instances = new Map<ProgramName, Instance>()
const caches = new Map<ProgramName, Verdicts>()

/**
 * Why a program refuses a document; empty if it accepts it. The program's code starts only for a document that it did not judge
 * before.
 *
 * @throws ProgramCrash if the code gives no verdict; Failure if there is no module
 */
export function judge({ program, kind }: DocumentKind, document: string): readonly ProgramProblem[] {
  const cache = caches.get(program) ?? openVerdicts(program)
  caches.set(program, cache)
  const line = requestLine(kind, document)
  const key = hash('sha256', line)
  const known = cache.get(key)
  if (known !== undefined) return known
  const problems = readAnswer(answer(program, line))
  cache.add(key, problems)
  return problems
}

function answer(program: ProgramName, line: string): string {
  const instance = instances.get(program) ?? startProgram(program)
  // An instance that crashes is not used again.
  instances.delete(program)
  const answered = instance.answer(line)
  instances.set(program, instance)
  return answered
}
