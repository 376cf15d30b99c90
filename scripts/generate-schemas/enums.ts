/** `enums['core.v1.Container'].imagePullPolicy` is `['Always', 'IfNotPresent', 'Never']`. */
export type Enums = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>

const definition = /^func schema_\w*?([a-z0-9]+)_(v\d\w*?)_(\w+)\(/
const property = /^\t{5}"([^"]+)": \{/
const values = /^\t+Enum: +\[\]interface\{\}\{(.*)\},$/

/**
 * Reads the enums from zz_generated.openapi.go, the source of the OpenAPI document of a running API server. swagger.json does not
 * contain them, because hack/update-openapi-spec.sh disables the feature OpenAPIEnums. The file is generated and formatted by gofmt,
 * so each line can be recognized by itself. An enum inside a list applies to the items of the list.
 */
export function readEnums(goSource: string): Enums {
  const enums: Record<string, Record<string, string[]>> = {}
  let name = ''
  let field = ''
  for (const line of goSource.split('\n')) {
    const definitionMatch = definition.exec(line)
    if (definitionMatch) name = definitionMatch.slice(1).join('.')
    else if (line.startsWith('func ')) name = ''
    field = property.exec(line)?.[1] ?? field
    const valuesMatch = values.exec(line)
    if (valuesMatch && name) enums[name] = { ...enums[name], [field]: JSON.parse(`[${valuesMatch[1]}]`) as string[] }
  }
  return enums
}
