import { environmentsFolder } from '../environment/environment-files.ts'
import type { RenderedEnvironment } from '../render.ts'
import { writePointer } from './schema-pointer.ts'
import { type SchemaStore, schemaName } from './schema-store.ts'
import { schemaVersion } from './schema-version.ts'

/** In the folder of the environment. `environment.yaml` names it in its first line, so that editors complete and check it. */
export const environmentSchemaFile = 'environment.schema.json'

/** Writes the schema if the providers of object storage and of the backup in the base have changed. Returns whether it was written. Throws a Failure. */
export function writeEnvironmentSchema(
  root: string,
  store: SchemaStore,
  { base, environment }: RenderedEnvironment,
): Promise<boolean> {
  const storages = Object.keys(base.objectStorage)
  const backups = Object.keys(base.backup ?? {})
  const inputs = [schemaVersion(), ...storages, '', ...backups].join()
  const name = schemaName('environment', inputs)
  return writePointer({
    root,
    folder: `${environmentsFolder}/${environment.name}`,
    file: environmentSchemaFile,
    inputs: name,
    store,
    async build() {
      // Loaded only if a schema is built.
      const { environmentSchema } = await import('./environment-schema.ts')
      if (!store.has(name)) store.add(name, environmentSchema(storages, backups))
      return name
    },
  })
}
