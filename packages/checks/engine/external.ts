/** What is declared to exist although no manifest makes it. */
export interface External {
  /** An object, such as the Secret that another tool makes. Without a namespace: in any. */
  has(kind: string, name: string, namespace?: string): boolean
  /** The keys that are promised of a ConfigMap or Secret; undefined where the declaration does not name them. */
  keysOf(kind: string, name: string, namespace?: string): readonly string[] | undefined
  /** A host outside of these manifests: `s3.example.com`. */
  hasHost(host: string): boolean
}

export const nothingExternal: External = { has: () => false, keysOf: () => undefined, hasHost: () => false }
