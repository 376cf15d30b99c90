import { layerSchemaFile, sharedKeys } from '../layers/layer-settings.ts'
import { layersFolder } from '../layers/layers-folder.ts'
import type { RenderedEnvironment } from '../render.ts'
import type { JsonSchema } from './json-schema.ts'
import { referenceSchema } from './references-schema.ts'
import { writePointer } from './schema-pointer.ts'
import { type SchemaStore, schemaName } from './schema-store.ts'
import { schemaVersion } from './schema-version.ts'

/**
 * Writes the schema of the `layer.yaml` of each layer that an environment lists, if the providers of the base have changed. Returns
 * whether one was written. Throws a Failure.
 */
export async function writeLayerSettingsSchemas(
  root: string,
  store: SchemaStore,
  { base, environment }: RenderedEnvironment,
): Promise<boolean> {
  // A pinned environment has another base and the layers of its revision.
  if (environment.source !== undefined) return false
  const storages = Object.keys(base.objectStorage)
  const backups = Object.keys(base.backup ?? {})
  const name = schemaName('layer', [schemaVersion(), ...storages, '', ...backups].join())
  let hasWritten = false
  for (const layer of environment.layers ?? []) {
    const isWritten = await writePointer({
      root,
      folder: `${layersFolder}/${layer}`,
      file: layerSchemaFile,
      inputs: name,
      store,
      async build() {
        const { environmentSchema } = await import('./environment-schema.ts')
        if (!store.has(name)) store.add(name, layerSettingsSchema(environmentSchema(storages, backups)))
        return name
      },
    })
    if (isWritten) hasWritten = true
  }
  return hasWritten
}

/** The schema of `environment.yaml` with the keys that a layer can set, each of which can contain references to values. */
function layerSettingsSchema(environment: JsonSchema): JsonSchema {
  const properties = environment.properties as Readonly<Record<string, JsonSchema>>
  const shared = sharedKeys.flatMap((key) => {
    const schema = properties[key]
    return schema === undefined ? [] : [[key, { if: { $ref: '#/definitions/reference' }, else: schema }] as const]
  })
  return {
    title: 'layer.yaml',
    type: 'object',
    additionalProperties: false,
    properties: { apiVersion: properties.apiVersion, kind: { const: 'Layer' }, ...Object.fromEntries(shared) },
    required: ['apiVersion', 'kind'],
    definitions: { ...(environment.definitions as JsonSchema), reference: referenceSchema },
  }
}
