// Creates a volume for each claim that waits for one.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { sleep } from 'zx'
import type { Kubectl, LiveObject } from '../../kubectl.ts'
import { nodeName } from './network.ts'

interface Claim extends LiveObject {
  readonly spec: {
    readonly storageClassName: string
    readonly accessModes: readonly string[]
    readonly resources: { readonly requests: { readonly storage: string } }
  }
}

/** Of kind `local` and not `hostPath`: the kubelet then sets the group of the files, as for the volumes of a storage driver. */
export const volumeFor = (
  { metadata: { namespace, name, uid }, spec }: Claim & { metadata: { uid: string } },
  folder: string,
) => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name: `pvc-${uid}` },
  spec: {
    capacity: spec.resources.requests,
    accessModes: spec.accessModes,
    persistentVolumeReclaimPolicy: 'Retain',
    storageClassName: spec.storageClassName,
    claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name },
    local: { path: folder },
    nodeAffinity: {
      required: {
        nodeSelectorTerms: [
          { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [nodeName] }] },
        ],
      },
    },
  },
})

export class Volumes {
  readonly #folder: string
  readonly #kubectl: Kubectl
  readonly #created = new Map<string, string>()
  #isStopped = false
  #work = Promise.resolve()

  constructor(kubectl: Kubectl, folder: string) {
    this.#kubectl = kubectl
    this.#folder = folder
  }

  start(): void {
    this.#work = this.#repeat()
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    await this.#work
  }

  /** The folder of the volume of a claim. */
  folderOf(claim: string): string {
    const folder = this.#created.get(claim)
    if (folder === undefined) throw new Error(`There is no volume for the claim ${claim}.`)
    return folder
  }

  async #repeat(): Promise<void> {
    while (!this.#isStopped) {
      // The API server may be busy: the next attempt follows.
      await this.#createMissing().catch(() => undefined)
      await sleep(1000)
    }
  }

  async #createMissing(): Promise<void> {
    for (const claim of await this.#kubectl.list(['persistentvolumeclaims', '--all-namespaces'])) {
      const { namespace, name } = claim.metadata
      if (claim.status?.phase !== 'Pending' || this.#created.has(`${namespace}/${name}`)) continue
      const folder = join(this.#folder, `${namespace}-${name}`)
      mkdirSync(folder, { recursive: true, mode: 0o755 })
      const volume = volumeFor(claim as Parameters<typeof volumeFor>[0], folder)
      await this.#kubectl.text(['apply', '--server-side', '-f', '-'], JSON.stringify(volume))
      this.#created.set(`${namespace}/${name}`, folder)
    }
  }
}
