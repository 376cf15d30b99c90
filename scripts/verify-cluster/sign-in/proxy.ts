// oauth2-proxy with the arguments, variables and files of a rendered Deployment.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../../free-port.ts'
import { atExit } from '../../verify-delivery/at-exit.ts'
import { environmentOf, localArguments, type ProxyContainer, type ProxyDeployment } from './proxy-settings.ts'

export interface ProxyOptions {
  readonly program: string
  readonly deployment: ProxyDeployment
  /** A folder for its files and its log. */
  readonly folder: string
  /** The keys of each Secret. */
  readonly secrets: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** The address of this machine for each `host:port` of an upstream. */
  readonly upstreams: ReadonlyMap<string, string>
  /** The certificates that it trusts, in the place of those of the image. */
  readonly authorities: string
}

export class RunningProxy {
  readonly container: ProxyContainer
  readonly #ports: ReadonlyMap<number, number>
  readonly #process: ChildProcess
  readonly #log: string

  private constructor(
    container: ProxyContainer,
    ports: ReadonlyMap<number, number>,
    process: ChildProcess,
    log: string,
  ) {
    this.container = container
    this.#ports = ports
    this.#process = process
    this.#log = log
  }

  /** Returns before the proxy is ready. */
  static async start({
    program,
    deployment,
    folder,
    secrets,
    upstreams,
    authorities,
  }: ProxyOptions): Promise<RunningProxy> {
    const { containers, volumes } = deployment.spec.template.spec
    const container = containers[0]!
    const own = mkdtempSync(join(folder, `${container.name}-`))
    const ports = new Map<number, number>()
    for (const { containerPort } of container.ports) ports.set(containerPort, await freePort())
    const folders = new Map(container.volumeMounts.map(({ name, mountPath }) => [mountPath, join(own, name)]))
    for (const { name, secret } of volumes) {
      if (secret === undefined) continue
      mkdirSync(join(own, name))
      for (const { key, path } of secret.items)
        writeFileSync(join(own, name, path), secrets[secret.secretName]![key]!, { mode: 0o600 })
    }
    const log = join(own, 'log')
    const output = openSync(log, 'w')
    const child = spawn(program, localArguments(container.args, { ports, folders, upstreams }), {
      env: { ...environmentOf(container), SSL_CERT_FILE: authorities },
      stdio: ['ignore', output, output],
      cwd: own,
    })
    closeSync(output)
    const forget = atExit(() => child.kill('SIGKILL'))
    child.once('exit', forget)
    return new RunningProxy(container, ports, child, log)
  }

  /** The port of this machine for a port of the container, by its name. */
  port(name: string): number {
    return this.#ports.get(this.container.ports.find((port) => port.name === name)!.containerPort)!
  }

  get log(): string {
    return readFileSync(this.#log, 'utf8')
  }

  /** Undefined while the proxy runs. */
  get exitCode(): number | undefined {
    return this.#process.exitCode ?? undefined
  }

  /** Ends the proxy as the kubelet does, and waits for its end. */
  async terminate(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return
    this.#process.kill('SIGTERM')
    await once(this.#process, 'exit')
  }

  stop(): void {
    this.#process.kill('SIGKILL')
  }
}
