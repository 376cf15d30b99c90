// A program that runs like a container: started, stopped by a signal, with a log.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, readFileSync } from 'node:fs'
import { atExit } from '../../verify-delivery/at-exit.ts'

export interface Command {
  readonly program: string
  readonly args: readonly string[]
  /** Default: the variables of this process. */
  readonly env?: Readonly<Record<string, string>>
}

/** How a process ended. */
export interface End {
  /** Null if a signal ended it, or if it did not run. */
  readonly code: number | null
  /** Milliseconds from the signal to the end. */
  readonly time: number
}

export class ServerProcess {
  readonly #command: Command
  readonly #log: string
  #process: ChildProcess | undefined

  /** @param log the path of a file, to which the process appends */
  constructor(command: Command, log: string) {
    this.#command = command
    this.#log = log
  }

  start(): void {
    const { program, args, env } = this.#command
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env })
    const log = createWriteStream(this.#log, { flags: 'a' })
    child.stdout.pipe(log, { end: false })
    child.stderr.pipe(log, { end: false })
    const forget = atExit(() => child.kill('SIGKILL'))
    child.once('exit', forget)
    this.#process = child
  }

  get isRunning(): boolean {
    const { exitCode, signalCode } = this.#process ?? { exitCode: 0, signalCode: null }
    return exitCode === null && signalCode === null
  }

  async stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<End> {
    const running = this.#process
    if (running === undefined || !this.isRunning) return { code: null, time: 0 }
    const start = Date.now()
    const ended = once(running, 'exit')
    running.kill(signal)
    const [code] = (await ended) as [number | null]
    return { code, time: Date.now() - start }
  }

  /** The memory of the process in MiB. */
  memory(): number {
    const status = readFileSync(`/proc/${this.#process!.pid}/status`, 'utf8')
    return Math.round(Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024)
  }

  /** The last lines of its log. */
  lastLines(count = 5): string {
    return readFileSync(this.#log, 'utf8').trimEnd().split('\n').slice(-count).join('\n')
  }
}
