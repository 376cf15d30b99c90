import type { Environment } from '@thanos-gitops/manifest'
import { environmentsFolder } from '../environment/environment-files.ts'
import { layersFolder } from '../layers/layers-folder.ts'
import type { RenderedEnvironment } from '../render.ts'
import type { EditorSchema } from './editor-schema.ts'
import type { LayerSchema } from './layer-schema.ts'
import { commonValues, resourceValueNames } from './references-schema.ts'
import { writePointer } from './schema-pointer.ts'
import { type SchemaStore, schemaName, schemaText } from './schema-store.ts'
import { schemaVersion } from './schema-version.ts'

/** In the folder of an environment or a layer. The files of `resources/` name it in their first line. */
export const resourcesSchemaFile = 'resources.schema.json'

/**
 * Writes the schema of the files of `resources/` for an environment that has some, also from its layers. Returns whether it was written.
 * Throws a Failure.
 */
export async function writeResourcesSchema(
  root: string,
  store: SchemaStore,
  { environment, manifests }: RenderedEnvironment,
): Promise<boolean> {
  if (!manifests.some(({ source }) => source !== undefined)) return false
  const { name, kubernetesVersion, values = {} } = environment
  const schema = schemaName(`resources.${kubernetesVersion}`, schemaVersion())
  return writePointer({
    root,
    folder: `${environmentsFolder}/${name}`,
    file: resourcesSchemaFile,
    inputs: schema,
    ownInputs: Object.keys(values).join(),
    own: () => resourceValueNames(Object.keys(values)),
    store,
    async build() {
      const { objectsSchema } = await import('./objects-schema.ts')
      if (!store.has(schema)) store.add(schema, objectsSchema(kubernetesVersion))
      return schema
    },
  })
}

/**
 * The schema of the files of `resources/` of a layer: as in an environment of one of its Kubernetes versions, with the values that all
 * environments declare.
 *
 * @param environments those that list the layer
 */
export function layerResourcesSchema(layer: string, environments: readonly Environment[]): LayerSchema {
  const versions = Map.groupBy(environments, ({ kubernetesVersion }) => kubernetesVersion)
  const objects = [...versions.values()].map(([first]) => ({
    $ref: `../../${first!.name}/${resourcesSchemaFile}#/allOf/1`,
  }))
  const { schema, definitions } = resourceValueNames(commonValues(environments))
  const text = schemaText({ allOf: [{ anyOf: objects }, schema], definitions } satisfies EditorSchema)
  return {
    file: `${layersFolder}/${layer}/${resourcesSchemaFile}`,
    isCurrent: (found) => found === text,
    text: () => text,
  }
}
