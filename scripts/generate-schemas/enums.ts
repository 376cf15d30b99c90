/** `enums['core.v1.Container'].imagePullPolicy` is `['Always', 'IfNotPresent', 'Never']`. */
export type Enums = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>

const definition = /^func schema_\w*?([a-z0-9]+)_(v\d\w*?)_(\w+)\(/
const property = /^\t{5}"([^"]+)": \{/
const values = /^\t+Enum: +\[\]interface\{\}\{(.*)\},$/

/**
 * Reads the enums out of zz_generated.openapi.go. swagger.json is written without them (hack/update-openapi-spec.sh turns
 * the feature OpenAPIEnums off); this file is what a running API server answers with. It is generated and formatted by
 * gofmt, so a line says by itself what it is. An enum inside a list counts for the list's items.
 */
export function readEnums(goSource: string): Enums {
  const enums: Record<string, Record<string, string[]>> = {}
  let name = ''
  let field = ''
  for (const line of goSource.split('\n')) {
    const start = definition.exec(line)
    if (start) name = start.slice(1).join('.')
    else if (line.startsWith('func ')) name = ''
    field = property.exec(line)?.[1] ?? field
    const found = values.exec(line)
    if (found && name) (enums[name] ??= {})[field] = JSON.parse(`[${found[1]}]`) as string[]
  }
  return enums
}
