import { groupOf, identityOf, type KubernetesObject, labelOf } from '@thanos-gitops/manifest'
import { inHalves } from '../in-halves.ts'
import { type Kubectl, kubectlFailure, type LiveObject } from '../kubectl.ts'
import { getAllLike, inGroups, itemsOf, typeOf } from '../live-objects.ts'
import type { Problem } from './problem.ts'

/** A read of the cluster: what it returned, or undefined if it could not be read. */
export type Read<T> = { readonly value: T } | undefined

/** Reads a cluster that may be broken: what cannot be read is remembered, and the rest is read. */
export class Reader {
  readonly kubectl: Kubectl
  readonly #unread = new Map<string, string[]>()
  readonly #lists = new Set<string>()
  readonly #listed = new Map<string, LiveObject>()
  readonly #served = new Map<string, Promise<readonly string[] | undefined>>()

  constructor(kubectl: Kubectl) {
    this.kubectl = kubectl
  }

  get(object: KubernetesObject): Promise<Read<LiveObject | undefined>> {
    const { apiVersion, kind, metadata } = object
    const { name, namespace } = metadata
    // A complete list contains the object, or it does not exist.
    if (this.#lists.has(listOf(object))) return Promise.resolve({ value: this.#listed.get(identityOf(object)) })
    return this.#read(labelOf(object), async () =>
      this.kubectl.get([
        typeOf(apiVersion, kind),
        name,
        ...(namespace === undefined ? [] : [`--namespace=${namespace}`]),
      ]),
    )
  }

  /** The same for several objects, with one call for those that no list contains. */
  async getAll(objects: readonly KubernetesObject[]): Promise<readonly Read<LiveObject | undefined>[]> {
    const unlisted = objects.filter((object) => !this.#lists.has(listOf(object)))
    const reads = await inHalves(
      unlisted,
      async (some) => {
        try {
          const found = await getAllLike(this.kubectl, some)
          return some.map((object) => ({ value: found.get(identityOf(object)) }))
        } catch {
          return undefined
        }
      },
      (object) => this.get(object),
    )
    const byObject = new Map(unlisted.map((object, index) => [object, reads[index]]))
    return Promise.all(objects.map((object) => (byObject.has(object) ? byObject.get(object) : this.get(object))))
  }

  /** The objects of a kind; none if it could not be read, or if the cluster does not serve it. */
  async list(apiVersion: string, kind: string, args: readonly string[]): Promise<readonly LiveObject[]> {
    if (!(await this.serves(apiVersion, kind))) return []
    const read = await this.#read(`${kind} ${args.join(' ')}`.trim(), async () =>
      this.kubectl.list([typeOf(apiVersion, kind), ...args]),
    )
    return read?.value ?? []
  }

  /** The objects of several kinds by one call, or by one for each kind if that fails. */
  async listKinds(
    kinds: readonly { readonly apiVersion: string; readonly kind: string }[],
    args: readonly string[],
  ): Promise<readonly LiveObject[]> {
    const flags = await Promise.all(kinds.map(({ apiVersion, kind }) => this.serves(apiVersion, kind)))
    const served = kinds.filter((_kind, index) => flags[index])
    if (served.length === 0) return []
    const types = served.map(({ apiVersion, kind }) => typeOf(apiVersion, kind)).join(',')
    try {
      return await this.kubectl.list([types, ...args])
    } catch {
      return (await inGroups(served, ({ apiVersion, kind }) => this.list(apiVersion, kind, args))).flat()
    }
  }

  /** All objects of some kinds in a namespace. Later calls of `get` for them start no program. */
  async listNamespace(
    kinds: readonly { readonly apiVersion: string; readonly kind: string }[],
    namespace: string,
  ): Promise<readonly LiveObject[]> {
    const unread = this.#unread.size
    const objects = await this.listKinds(kinds, [`--namespace=${namespace}`])
    if (this.#unread.size > unread) return objects
    for (const { apiVersion, kind } of kinds) this.#lists.add(listOf({ apiVersion, kind, metadata: { namespace } }))
    for (const object of objects) this.#listed.set(identityOf(object), object)
    return objects
  }

  /** Whether the cluster serves a kind. True if that cannot be read. */
  async serves(apiVersion: string, kind: string): Promise<boolean> {
    let served = this.#served.get(apiVersion)
    if (served === undefined) {
      served = this.#read(`the kinds of ${apiVersion}`, async () => this.kubectl.servedKinds(apiVersion)).then(
        (read) => read?.value,
      )
      this.#served.set(apiVersion, served)
    }
    return (await served)?.includes(kind) ?? true
  }

  /** Remembers that something could not be read. */
  fail(what: string, reason: string): void {
    this.#unread.set(reason, [...(this.#unread.get(reason) ?? []), what])
  }

  async #read<T>(what: string, read: () => Promise<T>): Promise<Read<T>> {
    try {
      return { value: await read() }
    } catch (error) {
      this.fail(what, reasonOf(error))
      return undefined
    }
  }

  /** What could not be read, with equal reasons together. */
  problems(): readonly Problem[] {
    return [...this.#unread].map(([reason, what]) => {
      const names = [...new Set(what)]
      return {
        state: 'unread',
        subject: `${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`,
        reasons: [reason],
      }
    })
  }
}

const listOf = (object: {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly namespace?: string }
}): string => `${groupOf(object.apiVersion)}/${object.kind}/${object.metadata.namespace ?? ''}`

/** The message of an error, with what differs between objects left out, so that equal causes are one problem. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const forbidden = /User "([^"]+)" cannot (\w+) resource/.exec(message)
  return forbidden === null ? message : `User ${forbidden[1]} is not allowed to ${forbidden[2]} it.`
}

export type DryRun = { readonly object: LiveObject } | { readonly refusal: string } | { readonly error: string }

/** A manifest, and the manager for which it is applied. */
export interface Applied {
  readonly object: KubernetesObject
  readonly manager: string
}

/** The answers of the server to dry runs of manifests, each its answer or why it refuses the manifest. One call for all that it accepts. */
export async function dryRuns({ kubectl }: Reader, applied: readonly Applied[]): Promise<readonly DryRun[]> {
  const answers = new Map<Applied, DryRun>()
  for (const [manager, same] of Map.groupBy(applied, (one) => one.manager)) {
    const results = await inHalves(
      same.map(({ object }) => object),
      (objects) => dryRunTogether(kubectl, objects, manager),
      (object) => dryRun(kubectl, object, manager),
    )
    for (const [index, one] of same.entries()) answers.set(one, results[index]!)
  }
  return applied.map((one) => answers.get(one)!)
}

async function dryRunTogether(
  kubectl: Kubectl,
  objects: readonly KubernetesObject[],
  manager: string,
): Promise<readonly DryRun[] | undefined> {
  const { ok, stdout, stderr } = await kubectl.dryRun(objects, manager)
  if (!ok) {
    const failure = kubectlFailure(kubectl.context, stderr)
    // Each call would wait until the time-out.
    return failure.findings[0]!.code === 'cluster-unreachable'
      ? objects.map(() => ({ error: failure.message }))
      : undefined
  }
  const found = new Map(itemsOf(stdout).map((object) => [identityOf(object), object]))
  const answers = objects.map((object) => found.get(identityOf(object)))
  return answers.every((object) => object !== undefined) ? answers.map((object) => ({ object })) : undefined
}

async function dryRun(kubectl: Kubectl, object: KubernetesObject, manager: string): Promise<DryRun> {
  const { ok, stdout, stderr } = await kubectl.dryRun([object], manager)
  if (ok) return { object: JSON.parse(stdout) as LiveObject }
  const failure = kubectlFailure(kubectl.context, stderr)
  return failure.findings[0]!.code === 'cluster-refused' ? { refusal: stderr } : { error: failure.message }
}
