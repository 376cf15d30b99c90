// Verdicts of earlier runs: digests of documents and what the program printed about them, but no document.
import { hash } from 'node:crypto'
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { maskText } from '@thanos-gitops/manifest'
import { digestFileOf } from '@thanos-gitops/programs/wasm'
import { moduleFolder, verdictsFolder } from './folders.ts'
import type { ProgramName } from './programs.ts'
import { type ProgramProblem, readProblems } from './protocol.ts'

export interface Verdicts {
  get(key: string): readonly ProgramProblem[] | undefined
  add(key: string, problems: readonly ProgramProblem[]): void
}

const formatVersion = 1

/** A larger file is written again, so that verdicts on documents that no longer exist are removed. */
const largestFile = 2 * 1024 * 1024

/** The cached verdicts of a module. */
export function openVerdicts(program: ProgramName): Verdicts {
  const module = digestOfModule(program)
  const file = join(verdictsFolder, program, 'verdicts', `${module.slice(0, 16)}-${formatVersion}.txt`)
  const { verdicts, isFull } = readVerdicts(file)
  let isNew = isFull || verdicts.size === 0
  return {
    get: (key) => verdicts.get(key),
    add(key, problems) {
      verdicts.set(key, problems)
      append(file, key, problems, isNew)
      isNew = false
    },
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

/** A line for each verdict: its digest, the key, and the problems as JSON. A damaged line is not used. */
function readVerdicts(file: string): {
  readonly verdicts: Map<string, readonly ProgramProblem[]>
  readonly isFull: boolean
} {
  const verdicts = new Map<string, readonly ProgramProblem[]>()
  try {
    const content = readFileSync(file, 'utf8')
    for (const line of content.split('\n')) {
      const [digest, key, json] = line.split(/ (.{64}) /)
      if (digest !== undefined && key !== undefined && json !== undefined && digest === digestOf(key, json))
        verdicts.set(key, readProblems(JSON.parse(json)))
    }
    return { verdicts, isFull: content.length > largestFile }
  } catch {
    return { verdicts, isFull: false }
  }
}

const digestOf = (key: string, json: string): string => hash('sha256', `${key} ${json}`).slice(0, 16)

/** @param isNew whether the file begins with this verdict, and replaces those of earlier modules */
function append(file: string, key: string, problems: readonly ProgramProblem[], isNew: boolean): void {
  const json = maskText(JSON.stringify(problems))
  const line = `${digestOf(key, json)} ${key} ${json}\n`
  try {
    if (isNew) {
      mkdirSync(dirname(file), { recursive: true })
      for (const other of readdirSync(dirname(file))) if (other !== basename(file)) rmSync(join(dirname(file), other))
      // Another run may have written verdicts since this one read the file: they are judged again.
      rmSync(file, { force: true })
    }
    appendFileSync(file, line)
  } catch {
    // The next run takes longer.
  }
}
