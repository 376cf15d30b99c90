// A pod as processes of this machine: each has the address of the pod, and the folder of the pod as its root.
import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { dirname, join } from 'node:path'
import { dnsAddress } from './dns-server.ts'
import { sumOf } from './exposition.ts'
import { get, type Response, type Trust } from './http.ts'
import { type LocalProgram, localProgram } from './local-program.ts'
import type { PodObject } from './pod-objects.ts'
import type { ServedPod } from './records.ts'
import { type End, ServerProcess } from './server-process.ts'
import { argumentsOf, type Container, environmentOf, type PodSpec, portsOf, specOf, type Workload } from './template.ts'

export interface PodOptions {
  readonly workload: Workload
  readonly name: string
  /** All addresses of 127.0.0.0/8 are of this machine, so that each pod has the ports of its manifest. */
  readonly address: string
  /** The root of its processes. */
  readonly folder: string
  /** The folder that is the bucket. */
  readonly bucket: string
  /** Paths in the pod with their content. */
  readonly files: ReadonlyMap<string, string>
  /** Further variables of each container. */
  readonly variables: Readonly<Record<string, string>>
  /** Further arguments by the name of the container. */
  readonly args: Readonly<Record<string, readonly string[]>>
  /** For servers with TLS. */
  readonly trust: Trust | undefined
}

/** Mounts what a program needs, in namespaces of its own: they end with the process. `$1` is the folder, `$2` the bucket, `$3` the program. */
const inFolder = `
for folder in proc sys dev; do mount --rbind "/$folder" "$1/$folder"; done
mount --bind "$2" "$1/bucket"
mount --bind "$3" "$1/program"
root=$1
shift 3
exec chroot "$root" /program "$@"`

/** A container whose program is on this machine. */
interface LocalContainer {
  readonly container: Container
  readonly process: ServerProcess
}

export class Pod {
  readonly name: string
  readonly address: string
  readonly #options: PodOptions
  readonly #spec: PodSpec
  readonly #containers: readonly LocalContainer[]

  private constructor(options: PodOptions, containers: readonly LocalContainer[]) {
    this.name = options.name
    this.address = options.address
    this.#options = options
    this.#spec = options.workload.spec.template.spec
    this.#containers = containers
  }

  /** Writes the files of the pod. Containers whose programs this machine lacks are left out. */
  static async create(options: PodOptions): Promise<Pod> {
    writeFolder(options)
    const containers: LocalContainer[] = []
    for (const container of options.workload.spec.template.spec.containers) {
      const program = await localProgram(container.image, container.args ?? [], options.address)
      if (program === undefined) continue
      const log = `${options.folder}-${container.name}.log`
      containers.push({ container, process: new ServerProcess(commandOf(options, container, program), log) })
    }
    return new Pod(options, containers)
  }

  start(): void {
    for (const { process } of this.#containers) process.start()
  }

  /** Ends all containers, and returns how the first one ended. */
  async stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<End> {
    const ends = await Promise.all(this.#containers.map(({ process }) => process.stop(signal)))
    return ends[0]!
  }

  get isRunning(): boolean {
    return this.#containers.every(({ process }) => process.isRunning)
  }

  /** The memory of all processes in MiB. */
  memory(): number {
    return this.#containers.reduce((sum, { process }) => sum + process.memory(), 0)
  }

  /** What DNS knows of the pod. */
  get served(): ServedPod {
    const { metadata, spec } = this.#options.workload
    return {
      name: this.name,
      namespace: metadata.namespace,
      labels: spec.template.metadata.labels,
      address: this.address,
      isReady: this.isRunning,
      ports: portsOf(this.#spec),
    }
  }

  /** What the API server knows of the pod. */
  get object(): PodObject {
    const { metadata, spec } = this.#options.workload
    const { labels, annotations } = spec.template.metadata
    const { name, address } = this
    return {
      name,
      namespace: metadata.namespace,
      labels,
      annotations,
      address,
      spec: specOf(this.#options.workload, name),
    }
  }

  /** @throws Error with the last lines of a log if a container has ended or is not ready */
  async expectReady(): Promise<void> {
    for (const { container, process } of this.#containers) {
      const isReady = process.isRunning && (await this.#passes(container))
      if (!isReady)
        throw new Error(`${this.name} is not ready. The end of the log of ${container.name}:\n${process.lastLines()}`)
    }
  }

  /** A request to a port of the pod. */
  async get(path: string, port = 'http'): Promise<Response> {
    const { trust } = this.#options
    const scheme = trust === undefined ? 'http' : 'https'
    return get(`${scheme}://${this.address}:${this.#port(port)}${path}`, trust)
  }

  /** The sum of a metric over its series. */
  async metric(name: string, labels: Readonly<Record<string, string>> = {}): Promise<number> {
    return sumOf((await this.get('/metrics')).body, name, labels)
  }

  #port(name: string): number {
    const port = portsOf(this.#spec).get(name)
    if (port === undefined) throw new Error(`${this.name} has no port ${name}.`)
    return port
  }

  async #passes({ readinessProbe }: Container): Promise<boolean> {
    const { httpGet, tcpSocket } = readinessProbe ?? {}
    if (httpGet !== undefined)
      return this.get(httpGet.path, httpGet.port).then(
        ({ status }) => status === 200,
        () => false,
      )
    return tcpSocket === undefined || accepts(this.address, this.#port(tcpSocket.port))
  }
}

const accepts = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port })
    const end = (isOpen: boolean): void => {
      socket.destroy()
      resolve(isOpen)
    }
    socket.once('connect', () => end(true))
    socket.once('error', () => end(false))
  })

function commandOf(
  { name, address, folder, bucket, variables, args }: PodOptions,
  container: Container,
  program: LocalProgram,
) {
  const env = { ...environmentOf(container, name), ...variables }
  const all = [...argumentsOf(container, env, address), ...program.args, ...(args[container.name] ?? [])]
  // The process also ends when this one is killed.
  const start = ['--pdeathsig', 'KILL']
  if (!program.isStatic) return { program: 'setpriv', args: [...start, program.path, ...all], env: withPath(env) }
  const own = ['unshare', '--mount', 'sh', '-euc', inFolder, 'pod', folder, bucket, program.path]
  return { program: 'setpriv', args: [...start, ...own, ...all], env: withPath(env) }
}

const withPath = (env: Readonly<Record<string, string>>) => ({ PATH: process.env.PATH ?? '', ...env })

function writeFolder({ folder, address, files, workload }: PodOptions): void {
  for (const name of ['proc', 'sys', 'dev', 'bucket', 'tmp']) mkdirSync(join(folder, name), { recursive: true })
  const { containers } = workload.spec.template.spec
  for (const { mountPath } of containers.flatMap(({ volumeMounts = [] }) => volumeMounts))
    mkdirSync(join(folder, mountPath), { recursive: true })
  const all = new Map([
    ['/etc/resolv.conf', `nameserver ${dnsAddress}\n`],
    ['/etc/hosts', `${address} localhost\n`],
    ...files,
  ])
  for (const [path, content] of all) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  // The program is mounted here.
  closeSync(openSync(join(folder, 'program'), 'w'))
}
