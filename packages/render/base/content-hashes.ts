import { hash } from 'node:crypto'
import { Failure, hashedConfigMap, type KubernetesObject } from '@thanos-gitops/manifest'
import { resolveReferences } from './resolve-references.ts'

/** Returns the function that gives the content hash of a ConfigMap by its name. Each hash is computed once. */
export function hashesOf(objects: readonly KubernetesObject[]): (configMap: string) => string {
  const hashes = new Map<string, string>()
  return (name) => {
    let found = hashes.get(name)
    if (found === undefined) {
      found = hashOf(name, objects)
      hashes.set(name, found)
    }
    return found
  }
}

function hashOf(name: string, objects: readonly KubernetesObject[]): string {
  const configMap = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === name)
  if (configMap !== undefined)
    return hash('sha256', JSON.stringify((configMap as { data?: unknown }).data)).slice(0, 16)
  throw new Failure({
    code: 'base-invalid',
    severity: 'error',
    message: `The base uses the content hash of ConfigMap/${name}, which no component of this environment has.`,
    remedy: 'Mark the reference with onlyWith, or add the component that has the ConfigMap.',
    place: { file: 'base/index.ts' },
  })
}

/** A copy with content hashes instead of references. */
export const withContentHashes = (object: KubernetesObject, hashOf: (configMap: string) => string): KubernetesObject =>
  resolveReferences(object, (reference) => {
    const name = hashedConfigMap(reference)
    return name === undefined ? undefined : hashOf(name)
  })
