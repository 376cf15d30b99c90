import type { KubernetesObject } from '../object.ts'
import { valueAt } from '../pointer.ts'
import { type Credential, findCredentials } from './find-credentials.ts'
import { rememberCredentials } from './known-values.ts'

const found = new WeakMap<KubernetesObject, readonly Credential[]>()

/**
 * The literal credentials of an object from any source, where a Secret may contain a configuration file without credentials.
 * They are registered, so that no output shows them. An object is searched once.
 */
export function objectCredentials(object: KubernetesObject): readonly Credential[] {
  let credentials = found.get(object)
  if (credentials === undefined) {
    credentials = findCredentials(object, { allowsSecretDocuments: true })
    found.set(object, credentials)
    rememberCredentials(credentials.flatMap((credential) => valuesOf(object, credential)))
  }
  return credentials
}

function valuesOf(object: KubernetesObject, { steps, offset, end }: Credential): readonly string[] {
  const value = valueAt(object, steps.map(String))
  if (typeof value === 'number') return [String(value)]
  if (typeof value !== 'string') return []
  const text = value.slice(offset, end)
  return object.kind === 'Secret' && steps[0] === 'data' ? [text, Buffer.from(text, 'base64').toString('utf8')] : [text]
}

/** Registers the credentials of objects, so that messages about other fields do not show them. */
export function registerCredentials(objects: readonly { readonly object: KubernetesObject }[]): void {
  for (const { object } of objects) objectCredentials(object)
}
