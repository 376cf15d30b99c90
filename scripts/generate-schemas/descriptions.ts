import { type OpenApi, shortName } from './kubernetes.ts'

/** A description of a field, as one line of the file has it: `core.v1.Container`, `image`, the text, the versions that have it. */
export type DescriptionLine = readonly [definition: string, field: string, text: string, versions?: readonly string[]]

/**
 * The descriptions of the fields of Kubernetes' objects, one a line. A line names the versions only if others have another text for
 * the field.
 *
 * @param versions the OpenAPI document of each version
 * @param definitions the names of those that manifests can contain
 */
export function descriptionsContent(versions: ReadonlyMap<string, OpenApi>, definitions: ReadonlySet<string>): string {
  const fields = new Map<string, Map<string, string[]>>()
  for (const [version, openApi] of versions)
    for (const [name, { properties = {} }] of Object.entries(openApi.definitions)) {
      const definition = shortName(name)
      if (!definitions.has(definition)) continue
      for (const [field, { description }] of Object.entries(properties)) {
        if (!description) continue
        const key = JSON.stringify([definition, field])
        const texts = fields.get(key) ?? new Map<string, string[]>()
        fields.set(key, texts)
        texts.set(description, [...(texts.get(description) ?? []), version])
      }
    }
  const lines = [...fields].flatMap(([key, texts]) =>
    [...texts].map(([text, found]): DescriptionLine => {
      const [definition, field] = JSON.parse(key) as [string, string]
      return texts.size === 1 ? [definition, field, text] : [definition, field, text, found]
    }),
  )
  return `${lines
    .map((line) => JSON.stringify(line))
    .sort()
    .join('\n')}\n`
}
