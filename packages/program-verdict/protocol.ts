// The lines that a program reads and writes: program/verdict/protocol.go describes them.
import { isObject } from '@thanos-gitops/manifest'

/** One reason why a program refuses a document. */
export interface ProgramProblem {
  /** What the program prints, without the position. */
  readonly message: string
  /** Whether the program accepts the document, and ignores a field. */
  readonly isIgnored?: boolean
  /** The smallest part of the document without which the program does not print the message; undefined if there is none. */
  readonly path: readonly (string | number)[] | undefined
  /** Where the program prints that the error is, from 1. */
  readonly line?: number
  /** The fields that the program has where it refuses one. */
  readonly known?: readonly string[]
}

/** The program gave no verdict: its code crashed. */
export class ProgramCrash extends Error {
  override name = 'ProgramCrash'
}

export const requestLine = (kind: string, document: string): string => JSON.stringify({ kind, document })

/** @throws ProgramCrash if the answer is an error, or not what the protocol allows */
export function readAnswer(line: string): readonly ProgramProblem[] {
  const answer: unknown = JSON.parse(line)
  if (!isObject(answer)) throw new ProgramCrash(`unexpected answer ${line.slice(0, 200)}`)
  if (typeof answer.error === 'string') throw new ProgramCrash(answer.error)
  return readProblems(answer.problems ?? [])
}

/** @throws ProgramCrash if the value is not a list of problems */
export function readProblems(value: unknown): readonly ProgramProblem[] {
  if (!Array.isArray(value) || !value.every(isObject)) throw new ProgramCrash('unexpected problems')
  return value.map(readProblem)
}

function readProblem({ message, isIgnored, path, line, known }: Readonly<Record<string, unknown>>): ProgramProblem {
  return {
    message: String(message),
    ...(isIgnored === true && { isIgnored }),
    path: Array.isArray(path) ? path.filter(isStep) : undefined,
    ...(typeof line === 'number' && { line }),
    ...(Array.isArray(known) && { known: known.map(String) }),
  }
}

const isStep = (step: unknown): step is string | number => typeof step === 'string' || typeof step === 'number'
