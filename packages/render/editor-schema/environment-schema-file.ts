import { hash } from 'node:crypto'
import type { Finding } from '@thanos-gitops/manifest'
import type { RenderedEnvironment } from '../render.ts'
import { type SchemaOutput, schemaDrift, writeSchema } from './schema-output.ts'

/** In the folder of the environment. `environment.yaml` names it in its first line, so that editors complete and check it. */
export const environmentSchemaFile = 'environment.schema.json'

/** Increase it if the same base gives another schema. */
const version = 11

/** Writes the schema if it does not exist or the kinds of object storage of the base have changed. Returns whether it was written. Throws a Failure. */
export const writeEnvironmentSchema = (root: string, rendered: RenderedEnvironment): Promise<boolean> =>
  writeSchema(outputOf(root, rendered))

/** Compares the schema with that of a new render, byte by byte. */
export const environmentSchemaDrift = (root: string, rendered: RenderedEnvironment): Promise<readonly Finding[]> =>
  schemaDrift(outputOf(root, rendered))

function outputOf(root: string, { base, environment }: RenderedEnvironment): SchemaOutput {
  const storages = Object.keys(base.objectStorage)
  return {
    root,
    environment: environment.name,
    file: environmentSchemaFile,
    inputs: hash('sha256', JSON.stringify([version, storages])),
    async body() {
      // Loaded only if a schema is built.
      const { environmentSchema } = await import('./environment-schema.ts')
      const { definitions, ...schema } = environmentSchema(storages)
      // One line for each definition, so that a diff shows what a change of the base changes here.
      const lines = Object.entries(definitions).map(
        ([name, definition]) => `${JSON.stringify(name)}:${JSON.stringify(definition)}`,
      )
      return `${JSON.stringify(schema).slice(1, -1)},\n"definitions":{\n${lines.join(',\n')}\n}}`
    },
  }
}
