import type { RenderedEnvironment } from '../render.ts'
import { writeEnvironmentSchema } from './environment-schema-file.ts'
import { writeLayerSettingsSchemas } from './layer-settings-schema.ts'
import { writePatchesSchema } from './patches-schema.ts'
import { writeResourcesSchema } from './resources-schema.ts'
import { removeUnusedSchemas, schemaStore } from './schema-store.ts'

/** Writes the schemas for editors. */
export interface SchemaWriter {
  /** Writes the schemas of an environment that have changed. Throws a Failure. */
  write(rendered: RenderedEnvironment): Promise<void>
  /** Whether a schema was written. */
  hasWritten(): boolean
  /**
   * Removes the schemas that no environment uses any more. Throws a Failure.
   * @param othersHaveWritten whether other processes wrote schemas
   */
  finish(othersHaveWritten?: boolean): void
}

export function schemaWriter(root: string): SchemaWriter {
  const store = schemaStore(root)
  let hasWritten = false
  return {
    async write(rendered) {
      for (const write of [writePatchesSchema, writeEnvironmentSchema, writeResourcesSchema, writeLayerSettingsSchemas])
        if (await write(root, store, rendered)) hasWritten = true
    },
    hasWritten: () => hasWritten,
    finish(othersHaveWritten = false) {
      if (hasWritten || othersHaveWritten) removeUnusedSchemas(root)
    },
  }
}
