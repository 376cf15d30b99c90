import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { createServer } from 'node:net'
import { finished } from 'node:stream/promises'

/** Servers that run for as long as a verification, each with its log in a file. */
export class Processes {
  readonly #running: { readonly process: ChildProcess; readonly log: string }[] = []

  start(command: string, args: readonly string[], log: string, env: NodeJS.ProcessEnv = process.env): void {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env })
    const file = createWriteStream(log)
    child.stdout.pipe(file)
    child.stderr.pipe(file)
    this.#running.push({ process: child, log })
  }

  /** Fails where one of them has ended by itself: what waits for it would wait for ever. */
  check(): void {
    for (const { process, log } of this.#running)
      if (process.exitCode !== null) throw new Error(`${process.spawnfile} ended with ${process.exitCode}; see ${log}`)
  }

  /** The last one first, because it needs those before. */
  async stop(): Promise<void> {
    for (const { process } of this.#running.splice(0).reverse()) {
      if (process.exitCode !== null || process.signalCode !== null) continue
      const ended = new Promise((resolve) => process.once('exit', resolve))
      process.kill('SIGTERM')
      const impatience = setTimeout(() => process.kill('SIGKILL'), 10_000)
      await ended
      clearTimeout(impatience)
      await finished(process.stdout!).catch(() => {})
    }
  }
}

/** A port of 127.0.0.1 that was free a moment ago. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })

/** Asks again until the answer is not undefined. Says at the end what it waited for. */
export async function until<T>(what: string, ask: () => Promise<T | undefined>, seconds = 120): Promise<T> {
  const end = Date.now() + seconds * 1000
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    if (Date.now() > end) throw new Error(`${what}: not within ${seconds} s`)
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
}
