// Environments of a temporary clone: their manifests in an API server, their pods as processes with addresses, names and files of their own.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createNamespaces, startApiServer } from '../../verify-delivery/api-server.ts'
import type { Cleanup } from '../cleanup.ts'
import { type CreatedEnvironments, createEnvironments, type Settings } from '../created-environments.ts'
import { SecretWriter } from './certificate-secrets.ts'
import { DnsServer } from './dns-server.ts'
import { recordsOf } from './records.ts'
import { RunningEnvironment, type Shared } from './running-environment.ts'

export class Rig {
  /** By their names. */
  readonly environments: ReadonlyMap<string, RunningEnvironment>
  /** Names outside of the cluster domain, with the address of each. */
  readonly names = new Map<string, string>()
  readonly shared: Shared
  readonly #clone: CreatedEnvironments

  private constructor(clone: CreatedEnvironments, shared: Shared, settings: Readonly<Record<string, Settings>>) {
    this.#clone = clone
    this.shared = shared
    this.environments = new Map(
      Object.entries(settings).map(([name, { namespace }]) => [
        name,
        new RunningEnvironment(shared, namespace, clone.manifests(name)),
      ]),
    )
  }

  /**
   * Renders the environments, and starts an API server and DNS. No pod is started.
   *
   * @param part the name of the part, for folders and the context of kubectl
   * @param settings by the names of the environments. Each has another namespace.
   */
  static async start(part: string, settings: Readonly<Record<string, Settings>>, cleanup: Cleanup): Promise<Rig> {
    const clone = createEnvironments(settings)
    cleanup.add(() => clone.remove())
    const server = await startApiServer([part])
    cleanup.add(() => server.stop())
    const folder = mkdtempSync(join(tmpdir(), `verify-cluster-${part}-`))
    cleanup.add(() => rmSync(folder, { recursive: true, force: true }))
    const all = Object.values(settings)
    await createNamespaces(
      server.kubectl,
      all.map(({ namespace }) => namespace),
    )
    let addresses = 0
    const shared: Shared = {
      server,
      folder,
      nextAddress: () => `127.77.0.${++addresses}`,
      secrets: all.some(({ tls }) => tls !== undefined)
        ? new SecretWriter(server.kubectl, join(folder, 'authority'))
        : undefined,
    }
    const rig = new Rig(clone, shared, settings)
    cleanup.add(() => rig.#stop())
    const dns = await DnsServer.start((name) => rig.#recordsOf(name))
    cleanup.add(() => dns.stop())
    return rig
  }

  environment(name: string): RunningEnvironment {
    return this.environments.get(name)!
  }

  /** Renders an environment with other settings. */
  change(name: string, settings: Settings): void {
    this.#clone.write(name, settings)
  }

  #recordsOf(name: string) {
    const all = [...this.environments.values()]
    return recordsOf(name, {
      domain: this.#clone.clusterDomain,
      services: all.flatMap(({ services }) => services),
      pods: all.flatMap(({ served }) => served),
      others: this.names,
    })
  }

  async #stop(): Promise<void> {
    await Promise.all([...this.environments.values()].map((environment) => environment.stop()))
  }
}
