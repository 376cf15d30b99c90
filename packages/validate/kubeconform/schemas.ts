import { createHash, randomUUID } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isIntact, moveIntoCache } from '@thanos-gitops/programs/cache-entry'
import { reachable, type SchemaFile, schemaTexts } from '@thanos-gitops/schemas'

/** The path of a kind's schema in the folder. For the core group, kubeconform's `Group` is the version, `v1`. */
export const schemaLocation = '{{.Group}}/{{.ResourceAPIVersion}}/{{.ResourceKind}}.json'

/** Increase this number when you change the layout of the folder. */
const layout = '2'

// kubeconform reads a schema without $schema as draft 4, where exclusiveMinimum is a boolean.
const draft = { $schema: 'http://json-schema.org/draft-07/schema#' }

/**
 * Writes the committed schemas of a Kubernetes minor version in the layout of kubeconform, one file per kind, to a folder that is
 * named after their content. Returns the folder.
 */
export function kubeconformSchemas(root: string, version: string): string {
  const schemaFiles = schemaTexts(version)
  const hash = createHash('sha256')
    .update([layout, ...schemaFiles].join('\0'))
    .digest('hex')
    .slice(0, 16)
  const folder = join(root, 'node_modules/.cache/thanos-gitops/schemas', hash)
  if (isIntact(folder)) return folder
  const unfinished = `${folder}.${randomUUID()}`
  for (const [file, content] of kindFiles(schemaFiles)) {
    mkdirSync(dirname(join(unfinished, file)), { recursive: true })
    writeFileSync(join(unfinished, file), content)
  }
  moveIntoCache(unfinished, folder)
  return folder
}

/** The file of each kind, by its path. */
function kindFiles(schemaFiles: readonly string[]): ReadonlyMap<string, string> {
  const files = new Map<string, string>()
  for (const content of schemaFiles) {
    const { definitions, kinds } = JSON.parse(content) as SchemaFile
    for (const [name, schema] of Object.entries(kinds)) {
      const steps = name.toLowerCase().split('/')
      const file = steps.length === 2 ? [steps[0], ...steps] : steps
      // Only the definitions that the kind uses: kubeconform parses them again for each kind.
      files.set(
        `${file.join('/')}.json`,
        JSON.stringify({ ...draft, ...schema, definitions: reachable(definitions, { schema }) }),
      )
    }
  }
  return files
}
