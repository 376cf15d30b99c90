import type { Engine } from './engine.ts'
import type { Program } from './program.ts'
import {
  type ObjectSet,
  ProgramError,
  readSet,
  readVerdict,
  readVersion,
  requestLine,
  setLine,
  type Verdict,
  type VerdictRequest,
  versionLine,
} from './protocol.ts'

/** A verdict, or why Kubernetes' code gave none, such as a panic. */
export type Answer = Verdict | { readonly error: string }

/** Requests that one instance answers at a time. */
const chunkSize = 128
/** An instance takes as long to start as to judge some hundred objects. */
const leastForInstance = 400

/** The running instances of the program. Each is started when it is needed. */
export class Pool {
  readonly program: Program
  readonly #most: number
  readonly #engines: Promise<Engine>[] = []
  #kubernetes: readonly string[] = []
  judged = 0

  constructor(program: Program, most: number) {
    this.program = program
    this.#most = most
  }

  /** The versions that the program has, if it does not have this one. */
  async supports(version: string): Promise<readonly string[] | undefined> {
    await this.#engine(0)
    return this.#kubernetes.includes(version) ? undefined : this.#kubernetes
  }

  async judge(set: ObjectSet, requests: readonly VerdictRequest[]): Promise<readonly Answer[]> {
    const answers: Answer[] = []
    let next = 0
    const judgeChunks = async (index: number): Promise<void> => {
      const engine = await this.#engine(index)
      if (next >= requests.length) return
      const [defined] = await engine.answers([setLine(set)])
      readSet(defined ?? '', set.name)
      while (next < requests.length) {
        const from = next
        const chunk = requests.slice(from, from + chunkSize)
        next += chunk.length
        const lines = await engine.answers(
          chunk.map((request, at) => requestLine(String(from + at), set.name, request)),
        )
        for (const [at, line] of lines.entries()) answers[from + at] = readAnswer(line, String(from + at))
      }
    }
    const instances = Math.max(1, Math.min(this.#most, Math.ceil(requests.length / leastForInstance)))
    const run = async (index: number): Promise<void> => {
      try {
        await judgeChunks(index)
      } catch (error) {
        // The others stop after their chunk.
        next = requests.length
        throw error
      }
    }
    await Promise.all(Array.from({ length: instances }, (_, index) => run(index)))
    this.judged += requests.length
    return answers
  }

  #engine(index: number): Promise<Engine> {
    this.#engines[index] ??= this.#start()
    return this.#engines[index]
  }

  async #start(): Promise<Engine> {
    const engine = await this.program.start()
    const [version] = await engine.answers([versionLine])
    this.#kubernetes = readVersion(version ?? '').kubernetes
    return engine
  }

  async close(): Promise<void> {
    const started = await Promise.allSettled(this.#engines)
    await Promise.all(started.map((result) => (result.status === 'fulfilled' ? result.value.close() : undefined)))
  }
}

function readAnswer(line: string, id: string): Answer {
  try {
    return readVerdict(line, id)
  } catch (error) {
    if (error instanceof ProgramError) return { error: error.message }
    throw error
  }
}
