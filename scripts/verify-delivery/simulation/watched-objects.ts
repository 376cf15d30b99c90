import type { KubernetesObject } from '@thanos-gitops/manifest'
import { sleep } from 'zx'
import type { ApiClient } from '../api-client.ts'

export type WatchedObject = KubernetesObject & {
  readonly metadata: {
    readonly uid: string
    readonly resourceVersion: string
    readonly deletionTimestamp?: string
  }
}

export type WatchEventType = 'ADDED' | 'MODIFIED' | 'DELETED'

type Listener<T> = (type: WatchEventType, object: T) => void

/** The current objects of a collection of the API server, kept by a watch. */
export class WatchedObjects<T extends WatchedObject = WatchedObject> {
  readonly #objects = new Map<string, T>()
  readonly #end = new AbortController()
  readonly #client: ApiClient
  readonly #path: string
  readonly #onEvent: Listener<T>
  #running: Promise<void> = Promise.resolve()

  /** @param path of the collection: `/api/v1/pods` */
  constructor(client: ApiClient, path: string, onEvent: Listener<T>) {
    this.#client = client
    this.#path = path
    this.#onEvent = onEvent
  }

  /** Reads the collection, and follows its changes until `stop` is called. */
  start(): this {
    this.#running = this.#run()
    return this
  }

  async stop(): Promise<void> {
    this.#end.abort()
    await this.#running
  }

  values(): readonly T[] {
    return [...this.#objects.values()]
  }

  get(namespace: string, name: string): T | undefined {
    return this.#objects.get(`${namespace}/${name}`)
  }

  async #run(): Promise<void> {
    const { signal } = this.#end
    while (!signal.aborted) {
      const version = await this.#list().catch(() => undefined)
      if (version !== undefined)
        await this.#client.stream(
          `${this.#path}?watch=1&resourceVersion=${version}`,
          (line) => this.#receive(line),
          signal,
        )
      // The collection does not exist yet, or the server has ended the watch.
      if (!signal.aborted) await sleep(300)
    }
  }

  async #list(): Promise<string | undefined> {
    const { status, body } = await this.#client.send('GET', this.#path)
    if (status !== 200) return undefined
    const { items, metadata, apiVersion, kind } = body as unknown as {
      items: readonly T[]
      metadata: { resourceVersion: string }
      apiVersion: string
      kind: string
    }
    const listed = new Map(items.map((item) => [keyOf(item), { ...item, apiVersion, kind: kind.replace(/List$/, '') }]))
    for (const [key, object] of this.#objects) if (!listed.has(key)) this.#change('DELETED', object)
    for (const object of listed.values()) this.#change('ADDED', object)
    return metadata.resourceVersion
  }

  #receive(line: string): void {
    const { type, object } = JSON.parse(line) as { type: WatchEventType | 'ERROR' | 'BOOKMARK'; object: T }
    if (type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED') this.#change(type, object)
  }

  #change(type: WatchEventType, object: T): void {
    if (type === 'DELETED') this.#objects.delete(keyOf(object))
    else this.#objects.set(keyOf(object), object)
    this.#onEvent(type, object)
  }
}

const keyOf = ({ metadata: { namespace = '', name } }: KubernetesObject): string => `${namespace}/${name}`
