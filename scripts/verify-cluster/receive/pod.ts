// A pod of receivers or their router as a process of this machine, with an address of its own.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface PodTemplate {
  readonly name: string
  /** The arguments of the container in the API server. */
  readonly args: readonly string[]
  /** The first path of each pair is that in the pod, the second that on this machine. */
  readonly paths: readonly (readonly [string, string])[]
}

export class Pod {
  readonly name: string
  /** All addresses of 127.0.0.0/8 are of this machine, so that each pod has the ports of its manifest. */
  readonly address: string
  readonly #command: readonly [program: string, args: readonly string[]]
  readonly #log: string
  #process: ChildProcess | undefined

  constructor(thanos: string, folder: string, address: string, { name, args, paths }: PodTemplate) {
    this.name = name
    this.address = address
    mkdirSync(join(folder, name), { recursive: true })
    this.#log = join(folder, `${name}.log`)
    const translated = args.map((argument) =>
      [...paths, ['0.0.0.0:', `${address}:`] as const, ['$(POD_NAME)', name] as const].reduce(
        (text, [from, to]) => text.replaceAll(from, to),
        argument,
      ),
    )
    // A port that no manifest names: by default, it is on all addresses, which pods of one machine share.
    this.#command = [thanos, [...translated, `--receive.capnproto-address=${address}:19391`]]
  }

  start(): void {
    this.#process = spawn(...this.#command, { stdio: ['ignore', 'ignore', 'pipe'] })
    this.#process.stderr!.pipe(createWriteStream(this.#log, { flags: 'a' }))
  }

  /** Returns the exit code, and the time in milliseconds that the process needed to end. */
  async stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<{ readonly code: number | null; readonly time: number }> {
    const running = this.#process
    if (running === undefined || running.exitCode !== null || running.signalCode !== null)
      return { code: null, time: 0 }
    const start = Date.now()
    const ended = once(running, 'exit')
    running.kill(signal)
    const [code] = (await ended) as [number | null]
    return { code, time: Date.now() - start }
  }

  async isReady(): Promise<boolean> {
    return fetch(`http://${this.address}:10902/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    )
  }

  /** The sum of a metric over its labels. */
  async metric(name: string): Promise<number> {
    const text = await (await fetch(`http://${this.address}:10902/metrics`)).text()
    return [...text.matchAll(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, 'gm'))].reduce(
      (sum, [, value]) => sum + Number(value),
      0,
    )
  }

  /** The memory of the process in MiB. */
  memory(): number {
    const status = readFileSync(`/proc/${this.#process!.pid}/status`, 'utf8')
    return Math.round(Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024)
  }
}
