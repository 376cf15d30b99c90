import {
  type Environment,
  hasReference,
  isComputed,
  type KubernetesObject,
  replaceReferences,
} from '@thanos-gitops/manifest'

/** The value of a reference; undefined if the reference stays. */
type Resolve = (reference: string) => string | undefined

/** A copy with values instead of references. Parts without references are shared with the original. */
export function resolveReferences<T>(value: T, resolve: Resolve): T {
  return resolved(value, resolve) as T
}

/**
 * A copy with the environment's settings instead of references.
 *
 * @param onMissing called for each setting that the environment does not have: another object storage has it
 */
export function withSettings(
  object: KubernetesObject,
  environment: Environment,
  onMissing?: (setting: string) => void,
): KubernetesObject {
  const { cluster, namespace, clusterDomain, objectStorageSettings, externalUrls = {} } = environment
  const settings: Readonly<Record<string, string>> = {
    cluster,
    namespace,
    clusterDomain,
    ...withPrefix('objectStorage', objectStorageSettings),
    ...withPrefix('externalUrls', externalUrls),
  }
  return resolveReferences(object, (reference) => {
    const value = settings[reference]
    if (value === undefined && !isComputed(reference)) onMissing?.(reference)
    return value
  })
}

const withPrefix = (prefix: string, fields: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [`${prefix}.${key}`, value]))

function resolved(value: unknown, resolve: Resolve): unknown {
  if (!containsReference(value)) return value
  if (typeof value === 'string') return replaceReferences(value, resolve)
  if (Array.isArray(value)) return value.map((element) => resolved(element, resolve))
  const copy: Record<string, unknown> = {}
  for (const key of Object.keys(value as object)) copy[key] = resolved((value as Record<string, unknown>)[key], resolve)
  return copy
}

/** Remembered for the objects that environments share. */
const knownToContain = new WeakMap<object, boolean>()

function containsReference(value: unknown): boolean {
  if (typeof value === 'string') return hasReference(value)
  if (typeof value !== 'object' || value === null) return false
  let found = knownToContain.get(value)
  if (found === undefined) {
    found = Object.values(value).some(containsReference)
    knownToContain.set(value, found)
  }
  return found
}
