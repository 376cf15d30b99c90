import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { createServer } from 'node:net'
import { finished } from 'node:stream/promises'

/** Servers that run during a verification. Each writes its log to a file. */
export class Processes {
  readonly #running: { readonly process: ChildProcess; readonly log: string }[] = []

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
        throw new Error(`${process.spawnfile} exited with code ${process.exitCode}. See its log: ${log}`)
  }

  /** Stops the servers in reverse order, because later ones depend on earlier ones. */
  async stop(): Promise<void> {
    for (const { process } of this.#running.splice(0).reverse()) {
      if (process.exitCode !== null || process.signalCode !== null) continue
      const exited = new Promise((resolve) => process.once('exit', resolve))
      process.kill('SIGTERM')
      const killTimer = setTimeout(() => process.kill('SIGKILL'), 10_000)
      await exited
      clearTimeout(killTimer)
      await finished(process.stdout!).catch(() => {})
    }
  }
}

/** A free port of 127.0.0.1. Another process may take it before the caller does. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })

/**
 * Repeats `poll` until it returns a value, and returns that value.
 *
 * @param what what the caller waits for, for the message of the error
 * @throws Error after the given number of seconds
 */
export async function until<T>(what: string, poll: () => Promise<T | undefined>, seconds = 120): Promise<T> {
  const deadline = Date.now() + seconds * 1000
  for (;;) {
    const result = await poll()
    if (result !== undefined) return result
    if (Date.now() > deadline) throw new Error(`Timed out after ${seconds} s: ${what}.`)
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
}
