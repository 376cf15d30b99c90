import { matchesGlob } from './glob.ts'

/** Objects and hosts that are declared to exist although no manifest creates them. */
export interface External {
  /** Whether an object is declared, such as a Secret that another tool creates; in any namespace if none is given. */
  has(kind: string, name: string, namespace?: string): boolean
  /** The declared keys of a ConfigMap or Secret; undefined if the declaration has none. */
  keysOf(kind: string, name: string, namespace?: string): readonly string[] | undefined
  /** Whether a host is declared to exist outside of the manifests: `s3.example.com`. */
  hasHost(host: string): boolean
}

export const nothingExternal: External = { has: () => false, keysOf: () => undefined, hasHost: () => false }

/** An entry below `external:`. In the name, `*` matches any characters. */
export interface ExternalObject {
  readonly kind: string
  readonly name: string
  readonly namespace?: string
  readonly keys?: readonly string[]
}

export function externalOf(objects: readonly ExternalObject[], hosts: readonly string[] = []): External {
  const find = (kind: string, name: string, namespace = ''): ExternalObject | undefined =>
    objects.find(
      (object) =>
        object.kind === kind &&
        matchesGlob(object.name, name) &&
        (object.namespace === undefined || namespace === '' || object.namespace === namespace),
    )
  return {
    has: (kind, name, namespace) => find(kind, name, namespace) !== undefined,
    keysOf: (kind, name, namespace) => find(kind, name, namespace)?.keys,
    hasHost: (host) => hosts.some((pattern) => matchesGlob(pattern, host)),
  }
}
