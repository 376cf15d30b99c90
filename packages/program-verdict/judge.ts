import { hash } from 'node:crypto'
import type { Instance } from '@thanos-gitops/programs/wasm'
import { startProgram } from './instance.ts'
import type { DocumentKind, ProgramName } from './programs.ts'
import { ProgramCrash, type ProgramProblem, readAnswer, requestLine } from './protocol.ts'
import { openVerdicts, type Verdicts } from './verdicts.ts'

export { ProgramCrash, type ProgramProblem } from './protocol.ts'

const instances = new Map<ProgramName, Instance>()
const caches = new Map<ProgramName, Verdicts>()

/** The documents without a cached verdict that one process judges have this size together. Documented in packages/README.md. */
const mostJudged = 4 * 1024 * 1024
let judged = 0

/** The document was not judged. The message is a sentence without a period. */
export class NotJudged extends Error {
  override name = 'NotJudged'
}

/**
 * Why a program refuses a document; empty if it accepts it. The program's code starts only for a document that it did not judge
 * before.
 *
 * @throws ProgramCrash if the code gives no verdict; NotJudged if there were too many new documents; Failure if there is no module
 */
export function judge({ program, kind }: DocumentKind, document: string): readonly ProgramProblem[] {
  const cache = caches.get(program) ?? openVerdicts(program)
  caches.set(program, cache)
  const line = requestLine(kind, document)
  const key = hash('sha256', line)
  const known = cache.get(key)
  if (known !== undefined) return known
  judged += document.length
  if (judged > mostJudged)
    throw new NotJudged(
      `the documents that were not judged before have more than ${mostJudged / 1024 / 1024} MiB together`,
    )
  const problems = readAnswer(answer(program, line))
  cache.add(key, problems)
  return problems
}

function answer(program: ProgramName, line: string): string {
  const instance = instances.get(program) ?? startProgram(program)
  // An instance that crashes is not used again.
  instances.delete(program)
  try {
    const answered = instance.answer(line)
    instances.set(program, instance)
    return answered
  } catch (error) {
    // An exit of the module is thrown as a symbol.
    throw new ProgramCrash(error instanceof Error ? error.message : 'it ended')
  }
}
