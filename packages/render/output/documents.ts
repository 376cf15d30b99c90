import { factsOf, isObject, type KubernetesObject, writeYaml } from '@thanos-gitops/manifest'

/** The text of a structured document, by the extension of its key; undefined where the extension names no format. */
export function documentText(key: string, document: object): string | undefined {
  if (/\.ya?ml$/.test(key)) return writeYaml(document)
  if (key.endsWith('.json')) return `${JSON.stringify(document, null, 2)}\n`
  return undefined
}

/** A copy whose structured documents are text; the object itself where it has none. */
export function writeDocuments(object: KubernetesObject): KubernetesObject {
  const field = factsOf(object.kind).documents
  const entries = field === undefined ? undefined : (object as unknown as Record<string, unknown>)[field]
  if (field === undefined || !isObject(entries) || !Object.values(entries).some((entry) => typeof entry === 'object'))
    return object
  const texts = Object.entries(entries).map(([key, entry]) => [
    key,
    typeof entry === 'object' && entry !== null ? documentText(key, entry) : entry,
  ])
  return { ...object, [field]: Object.fromEntries(texts) as unknown }
}
