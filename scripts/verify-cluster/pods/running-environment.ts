// An environment whose manifests are in an API server, and whose pods are processes.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { ApiServer } from '../../verify-delivery/api-server.ts'
import { bucketInFolder } from '../blocks.ts'
import { eventually } from '../checks/check.ts'
import { quickArguments } from '../patches.ts'
import { applyManifests, contentsOf, listIn } from './api-objects.ts'
import type { SecretWriter } from './certificate-secrets.ts'
import type { Trust } from './http.ts'
import { Pod } from './pod.ts'
import type { PodObject } from './pod-objects.ts'
import { ProcessApi } from './process-api.ts'
import type { ServedPod, Service } from './records.ts'
import { serviceAccountFiles, serviceAccountVariables } from './service-account.ts'
import type { Workload } from './template.ts'
import { type Contents, filesOf } from './volume-files.ts'

/** What all environments of a rig share. */
export interface Shared {
  readonly server: ApiServer
  readonly folder: string
  /** An address that no other pod has. */
  nextAddress(): string
  /** Writes the Secrets of the Certificates of an environment. Undefined without TLS. */
  readonly secrets: SecretWriter | undefined
}

/** How many pods of each workload are started, by the name of the workload. Those that are not named are not started. */
export type Plan = Readonly<Record<string, number>>

const bucketConfiguration = bucketInFolder('/bucket')

export class RunningEnvironment {
  readonly namespace: string
  /** The folder that is the bucket. */
  readonly bucket: string
  /** By their names. */
  readonly pods = new Map<string, Pod>()
  readonly #shared: Shared
  readonly #manifests: string
  #services: readonly Service[] = []

  constructor(shared: Shared, namespace: string, manifests: string) {
    this.#shared = shared
    this.#manifests = manifests
    this.namespace = namespace
    this.bucket = join(shared.folder, `${namespace}-bucket`)
    mkdirSync(this.bucket)
  }

  /** Applies the rendered manifests and returns the number of objects. */
  async apply(): Promise<number> {
    const { server, secrets } = this.#shared
    const count = await applyManifests(server.kubectl, this.#manifests)
    await secrets?.write(this.namespace, this.#manifests)
    this.#services = await listIn<Service>(server.kubectl, this.namespace, 'services')
    return count
  }

  /** Starts pods of the workloads in the API server that do not run yet, and waits until all are ready. */
  async start(plan: Plan): Promise<void> {
    const { kubectl } = this.#shared.server
    const workloads = await listIn<Workload & { readonly kind: string }>(
      kubectl,
      this.namespace,
      'statefulsets,deployments',
    )
    const contents = await contentsOf(kubectl, this.namespace)
    for (const [name, count] of Object.entries(plan)) {
      const workload = workloads.find(({ metadata }) => metadata.name === name)
      if (workload === undefined) throw new Error(`There is no workload ${name}.`)
      for (let ordinal = 0; ordinal < count; ordinal++) await this.#create(workload, `${name}-${ordinal}`, contents)
    }
    await this.ready()
  }

  /** Waits until all pods that run are ready. */
  async ready(): Promise<void> {
    await eventually(180, async () => {
      for (const pod of this.pods.values()) await pod.expectReady()
    })
  }

  /** Stops a pod. `start` then creates it again, with the objects that are in the API server. */
  async remove(name: string): Promise<void> {
    await this.pod(name).stop('SIGTERM')
    this.pods.delete(name)
  }

  pod(name: string): Pod {
    const found = this.pods.get(name)
    if (found === undefined) throw new Error(`There is no pod ${name}.`)
    return found
  }

  /** The API of Prometheus or Thanos in a pod. */
  api(pod: string, port?: string): ProcessApi {
    return new ProcessApi(this.pod(pod), port)
  }

  get services(): readonly Service[] {
    return this.#services
  }

  get served(): readonly ServedPod[] {
    return [...this.pods.values()].map(({ served }) => served)
  }

  /** The pods as objects of an API server. */
  get objects(): readonly PodObject[] {
    return [...this.pods.values()].map(({ object }) => object)
  }

  async stop(): Promise<void> {
    await Promise.all([...this.pods.values()].map((pod) => pod.stop('SIGKILL')))
  }

  async #create(workload: Workload, name: string, contents: Contents): Promise<void> {
    if (this.pods.has(name)) return
    const { server, folder, nextAddress } = this.#shared
    const pod = await Pod.create({
      workload,
      name,
      address: nextAddress(),
      folder: join(folder, this.namespace, name),
      bucket: this.bucket,
      files: new Map([...mountedFiles(workload, contents), ...(await serviceAccountFiles(server, workload))]),
      variables: serviceAccountVariables(server),
      args: quickArguments,
      trust: this.#trustOf(),
    })
    this.pods.set(name, pod)
    pod.start()
  }

  /** All certificates have this name in common. */
  #trustOf(): Trust | undefined {
    const { secrets } = this.#shared
    return secrets && { authority: secrets.authority, serverName: `metrics.${this.namespace}.svc.cluster.local` }
  }
}

/** The files of all volumes at their paths. A folder is the bucket in the place of the object storage. */
function mountedFiles({ spec }: Workload, contents: Contents): ReadonlyMap<string, string> {
  const { containers, volumes = [] } = spec.template.spec
  const files = new Map<string, string>()
  for (const { name, mountPath } of containers.flatMap(({ volumeMounts = [] }) => volumeMounts)) {
    const volume = volumes.find((candidate) => candidate.name === name)
    // Others are those of volumeClaimTemplates.
    if (volume === undefined) continue
    for (const [path, content] of filesOf(volume, contents))
      files.set(`${mountPath}/${path}`, path === 'objstore.yaml' ? bucketConfiguration : content)
  }
  return files
}
