import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import type { Namespaces } from './namespaces.ts'

/** The servers of the node. They end with its namespaces. */
export class Services {
  readonly #namespaces: Namespaces
  readonly #logs: string
  readonly #running = new Map<string, ChildProcess>()

  constructor(namespaces: Namespaces, logs: string) {
    this.#namespaces = namespaces
    this.#logs = logs
  }

  start(name: string, command: readonly string[], env: NodeJS.ProcessEnv = {}): void {
    const [program = '', ...args] = this.#namespaces.enter(command)
    const log = openSync(join(this.#logs, `${name}.log`), 'a')
    const options = { detached: true, env: { ...process.env, ...env } }
    this.#running.set(name, spawn(program, args, { ...options, stdio: ['ignore', log, log] }))
    closeSync(log)
  }

  /** Throws if a server has exited: waiting for it would never end. */
  check(): void {
    for (const [name, { exitCode }] of this.#running)
      if (exitCode !== null)
        throw new Error(`${name} exited with code ${exitCode}. See its log: ${join(this.#logs, `${name}.log`)}`)
  }
}
