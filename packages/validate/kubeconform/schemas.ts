import { createHash, randomUUID } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { reachable, type SchemaFile, schemaTexts } from '@thanos-gitops/schemas'
import { isIntact, moveIntoCache } from '../cache-entry.ts'

/** Where kubeconform finds the schema of a kind, below the folder. Its `Group` of the core group is the version, `v1`. */
export const schemaLocation = '{{.Group}}/{{.ResourceAPIVersion}}/{{.ResourceKind}}.json'

/** To be raised when the folder is laid out in another way. */
const layout = '2'

// kubeconform takes a schema without $schema for draft 4, where exclusiveMinimum is true or false.
const draft = { $schema: 'http://json-schema.org/draft-07/schema#' }

/**
 * Lays the committed schemas out as kubeconform looks for them, one file for each kind, in a folder that is named after
 * their content. Returns the folder, for a Kubernetes minor version.
 */
export function kubeconformSchemas(root: string, version: string): string {
  const texts = schemaTexts(version)
  const hash = createHash('sha256')
    .update([layout, ...texts].join('\0'))
    .digest('hex')
    .slice(0, 16)
  const folder = join(root, 'node_modules/.cache/thanos-gitops/schemas', hash)
  if (isIntact(folder)) return folder
  const unfinished = `${folder}.${randomUUID()}`
  for (const [file, content] of layOut(texts)) {
    mkdirSync(dirname(join(unfinished, file)), { recursive: true })
    writeFileSync(join(unfinished, file), content)
  }
  moveIntoCache(unfinished, folder)
  return folder
}

function layOut(texts: readonly string[]): Map<string, string> {
  const files = new Map<string, string>()
  for (const text of texts) {
    const { definitions, kinds } = JSON.parse(text) as SchemaFile
    for (const [name, schema] of Object.entries(kinds)) {
      const steps = name.toLowerCase().split('/')
      const file = steps.length === 2 ? [steps[0], ...steps] : steps
      // Only what the kind needs: kubeconform reads it for each kind anew.
      files.set(
        `${file.join('/')}.json`,
        JSON.stringify({ ...draft, ...schema, definitions: reachable(definitions, { schema }) }),
      )
    }
  }
  return files
}
