import { factsOf, isObject, type KubernetesObject, writeYaml } from '@thanos-gitops/manifest'

/** A structured document as a string, in the format of its key's extension; undefined for another extension. */
export function documentText(key: string, document: object): string | undefined {
  if (/\.ya?ml$/.test(key)) return writeYaml(document)
  if (key.endsWith('.json')) return `${JSON.stringify(document, null, 2)}\n`
  return undefined
}

/** A copy with structured documents as strings; the object itself if it has none. */
export function writeDocuments(object: KubernetesObject): KubernetesObject {
  const field = factsOf(object.kind).documents
  const entries = field === undefined ? undefined : (object as unknown as Record<string, unknown>)[field]
  if (field === undefined || !isObject(entries) || !Object.values(entries).some((entry) => typeof entry === 'object'))
    return object
  const written = Object.entries(entries).map(([key, entry]) => [
    key,
    typeof entry === 'object' && entry !== null ? documentText(key, entry) : entry,
  ])
  return { ...object, [field]: Object.fromEntries(written) as unknown }
}
