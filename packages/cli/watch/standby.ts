import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'

/** A process that has loaded a command, and waits for its arguments. It runs the command once. */
export interface Standby {
  /** Runs the command and waits for its end. Returns the exit code, also that of a process which a signal ended. */
  run(args: readonly string[]): Promise<number>
  end(signal?: NodeJS.Signals): void
}

/** The message that starts the command. */
export interface Start {
  readonly args: readonly string[]
}

/**
 * Starts the process. A process that has run is not used again: nothing that it keeps in memory can be outdated, and Node.js cannot
 * unload a module.
 */
export function startStandby(command: string): Standby {
  const child = fork(join(import.meta.dirname, 'standby-process.mjs'), [command], {
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  // A process that ends early has no channel; `run` returns its exit code.
  child.on('error', () => {})
  const ended = exitOf(child)
  return {
    run(args) {
      child.send({ args } satisfies Start, () => {})
      return ended
    },
    end: (signal) => void child.kill(signal),
  }
}

const exitOf = (child: ChildProcess): Promise<number> =>
  new Promise((resolve) => child.once('close', (code) => resolve(code ?? 2)))
