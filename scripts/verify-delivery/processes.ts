import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream, readFileSync } from 'node:fs'
import { finished } from 'node:stream/promises'
import { atExit } from './at-exit.ts'

/** Servers that run during a verification, with temporary data. Each writes its log to a file. */
export class Processes {
  readonly #running: { readonly process: ChildProcess; readonly log: string }[] = []

  readonly #forget = atExit(() => this.#kill())

  start(command: string, args: readonly string[], log: string, env: NodeJS.ProcessEnv = process.env): void {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env })
    const file = createWriteStream(log)
    child.stdout.pipe(file)
    child.stderr.pipe(file)
    this.#running.push({ process: child, log })
  }

  /** Throws if a server has exited: waiting for it would never end. */
  check(): void {
    for (const { process, log } of this.#running)
      if (process.exitCode !== null)
        throw new Error(
          `${process.spawnfile} exited with code ${process.exitCode}. The last lines of its log:\n${lastLines(log)}`,
        )
  }

  /** Ends the servers at once: nothing reads their data afterwards. */
  async stop(): Promise<void> {
    const ended = this.#running.map(({ process }) => finished(process.stdout!).catch(() => {}))
    this.#kill()
    this.#running.length = 0
    this.#forget()
    await Promise.all(ended)
  }

  #kill(): void {
    // Later servers depend on earlier ones.
    for (const { process } of this.#running.toReversed()) process.kill('SIGKILL')
  }
}

/** The log is removed with the other data of the verification. */
const lastLines = (log: string): string => readFileSync(log, 'utf8').trimEnd().split('\n').slice(-5).join('\n')

/**
 * Repeats `poll` until it returns a value, and returns that value.
 *
 * @param what what the caller waits for, for the message of the error
 * @throws Error after the given number of seconds
 */
export async function until<T>(what: string, poll: () => Promise<T | undefined>, seconds = 300): Promise<T> {
  const deadline = Date.now() + seconds * 1000
  for (;;) {
    const result = await poll()
    if (result !== undefined) return result
    if (Date.now() > deadline) throw new Error(`Timed out after ${seconds} s: ${what}.`)
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
}
