// A pod of receivers or their router as a process of this machine, with an address of its own.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { sumOf } from '../pods/exposition.ts'
import { get } from '../pods/http.ts'
import { addressArguments } from '../pods/local-program.ts'
import { type End, ServerProcess } from '../pods/server-process.ts'
import { argumentsOf } from '../pods/template.ts'

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
  readonly #process: ServerProcess

  constructor(thanos: string, folder: string, address: string, { name, args, paths }: PodTemplate) {
    this.name = name
    this.address = address
    mkdirSync(join(folder, name), { recursive: true })
    const container = { name, image: '', args }
    const translated = argumentsOf(container, { POD_NAME: name }, address).map((argument) =>
      paths.reduce((text, [from, to]) => text.replaceAll(from, to), argument),
    )
    const own = addressArguments('thanos', 'receive', address)
    this.#process = new ServerProcess({ program: thanos, args: [...translated, ...own] }, join(folder, `${name}.log`))
  }

  start(): void {
    this.#process.start()
  }

  stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<End> {
    return this.#process.stop(signal)
  }

  async isReady(): Promise<boolean> {
    return get(`http://${this.address}:10902/-/ready`).then(
      ({ status }) => status === 200,
      () => false,
    )
  }

  /** The sum of a metric over its labels. */
  async metric(name: string): Promise<number> {
    return sumOf((await get(`http://${this.address}:10902/metrics`)).body, name)
  }

  /** The memory of the process in MiB. */
  memory(): number {
    return this.#process.memory()
  }
}
