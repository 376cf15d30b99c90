// Receivers and their router of an environment: the manifests in an API server, the pods as processes, a folder as the bucket.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Document } from 'yaml'
import type { Kubectl } from '../../kubectl.ts'
import { createNamespaces, startApiServer } from '../../verify-delivery/api-server.ts'
import { editYaml } from '../../verify-delivery/working-clone.ts'
import { bucketInFolder } from '../blocks.ts'
import { type ChangedEnvironment, changeEnvironment } from '../changed-environment.ts'
import { eventually, expectThat } from '../checks/check.ts'
import type { Cleanup } from '../cleanup.ts'
import { applyManifests, listIn } from '../pods/api-objects.ts'
import { Pod } from './pod.ts'

interface Workload {
  readonly metadata: { readonly name: string }
  readonly spec: {
    readonly replicas: number
    readonly template: { readonly spec: { readonly containers: readonly { readonly args: readonly string[] }[] } }
  }
}

const component = 'thanos-receive'

export class Receivers {
  readonly #environment: ChangedEnvironment
  readonly #name: string
  readonly #namespace: string
  readonly #kubectl: Kubectl
  readonly #thanos: string
  readonly #folder: string
  /** By their names. */
  readonly pods = new Map<string, Pod>()
  #addresses = 0

  private constructor(
    environment: ChangedEnvironment,
    place: { readonly name: string; readonly namespace: string },
    kubectl: Kubectl,
    thanos: string,
  ) {
    this.#environment = environment
    this.#name = place.name
    this.#namespace = place.namespace
    this.#kubectl = kubectl
    this.#thanos = thanos
    this.#folder = mkdtempSync(join(tmpdir(), 'verify-cluster-receive-'))
    mkdirSync(this.bucket)
    writeFileSync(this.#bucketFile, bucketInFolder(this.bucket))
  }

  static async start(name: string, thanos: string, cleanup: Cleanup): Promise<Receivers> {
    const namespace = 'kube-monitor'
    const environment = changeEnvironment(name, (document) => {
      document.set('namespace', namespace)
      document.set('components', [...components(document).filter((one) => one !== component), component])
    })
    cleanup.add(() => environment.remove())
    const server = await startApiServer(['receive'])
    cleanup.add(() => server.stop())
    await createNamespaces(server.kubectl, [namespace])
    const receivers = new Receivers(environment, { name, namespace }, server.kubectl, thanos)
    cleanup.add(() => receivers.#remove())
    return receivers
  }

  get bucket(): string {
    return join(this.#folder, 'bucket')
  }

  get #bucketFile(): string {
    return join(this.#folder, 'objstore.yaml')
  }

  get router(): Pod {
    return this.pods.get('thanos-receive-router')!
  }

  /** The receivers without the router, in the order of their names. */
  get ingestors(): readonly Pod[] {
    return [...this.pods.values()].filter((pod) => pod !== this.router).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  }

  /** Renders and applies the environment with these settings, and writes the hashring for the router, as the kubelet does. */
  async apply(receive: object): Promise<number> {
    const { folder, manifests } = this.#environment
    editYaml(join(folder, 'environments', this.#name, 'environment.yaml'), (document) =>
      document.set('receive', receive),
    )
    this.#environment.render()
    return applyManifests(this.#kubectl, manifests, (file) => file.startsWith(component))
  }

  /** Starts the pods of the workloads in the API server that do not run yet. */
  async startPods(): Promise<void> {
    for (const { metadata, spec } of await this.#list<Workload>('statefulsets'))
      for (let ordinal = 0; ordinal < spec.replicas; ordinal++)
        this.#startPod(`${metadata.name}-${ordinal}`, spec.template.spec.containers[0]!.args)
    await this.writeHashring()
    const [router] = await this.#list<Workload>('deployments')
    this.#startPod(router!.metadata.name, router!.spec.template.spec.containers[0]!.args)
    await eventually(60, async () => {
      for (const pod of this.pods.values()) expectThat(await pod.isReady(), `${pod.name} is not ready`)
    })
  }

  /** Writes the hashring in the API server to the file of the router, with the addresses of this machine. */
  async writeHashring(): Promise<void> {
    const [configMap] = (await this.#list<{ readonly data: Readonly<Record<string, string>> }>('configmaps')).filter(
      ({ data }) => data?.['hashrings.json'] !== undefined,
    )
    const text = configMap!.data['hashrings.json']!.replaceAll(
      /"([\w-]+)\.thanos-receive\.[\w.-]+:10901"/g,
      (_, pod: string) => `"${this.pods.get(pod)!.address}:10901"`,
    )
    writeFileSync(this.#hashringFile, text)
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.pods.values()].map((pod) => pod.stop('SIGKILL')))
    this.pods.clear()
    await this.#kubectl.text(['delete', 'statefulsets', '--all', `--namespace=${this.#namespace}`, '--wait=false'])
  }

  get #hashringFile(): string {
    return join(this.#folder, 'hashrings.json')
  }

  #startPod(name: string, args: readonly string[]): void {
    if (this.pods.has(name)) return
    const paths = [
      ['/var/thanos/receive', join(this.#folder, name)],
      ['/etc/thanos/objstore/objstore.yaml', this.#bucketFile],
      ['/etc/thanos/receive/hashrings.json', this.#hashringFile],
    ] as const
    const pod = new Pod(this.#thanos, this.#folder, `127.77.0.${++this.#addresses}`, { name, args, paths })
    this.pods.set(name, pod)
    pod.start()
  }

  #list<T>(resource: string): Promise<readonly T[]> {
    return listIn<T>(this.#kubectl, this.#namespace, resource)
  }

  async #remove(): Promise<void> {
    await Promise.all([...this.pods.values()].map((pod) => pod.stop('SIGKILL')))
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

const components = (document: Document): readonly string[] =>
  (document.toJS() as { readonly components?: readonly string[] }).components ?? []
