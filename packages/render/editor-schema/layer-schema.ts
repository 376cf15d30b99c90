import type { Environment } from '@thanos-gitops/manifest'
import { layersFolder } from '../layers/layers-folder.ts'
import type { EditorSchema } from './editor-schema.ts'
import { patchesSchemaFile } from './patches-schema.ts'
import { commonValues, valueNames } from './references-schema.ts'
import { schemaText } from './schema-store.ts'

/**
 * The schema of the patch files of a layer: each file must be right for an environment that lists the layer. It refers to the schemas of
 * environments, to one of those with the same objects: an editor then reads a few files for any number of environments.
 *
 * @param environments those that list the layer
 */
export function layerSchema(layer: string, environments: readonly Environment[]): { file: string; text: string } {
  const representatives = [...Map.groupBy(environments, objectsKey).values()].map(([first]) => first!.name)
  // The first part of an environment's schema is about its values, and the second one about its objects.
  const objects = representatives.map((name) => ({ $ref: `../../${name}/${patchesSchemaFile}#/allOf/1` }))
  const { schema, definitions } = valueNames(commonValues(environments))
  return {
    file: `${layersFolder}/${layer}/${patchesSchemaFile}`,
    text: schemaText({ allOf: [{ anyOf: objects }, schema], definitions } satisfies EditorSchema),
  }
}

/** What decides which objects an environment has. */
const objectsKey = ({
  kubernetesVersion,
  objectStorage,
  components,
  hasNetworkPolicies = true,
  access,
  grafana,
  tls,
  query,
  remoteQueries,
  queryFrontend,
  tracing,
  requestLogging,
}: Environment): string =>
  JSON.stringify([
    kubernetesVersion,
    objectStorage,
    [...components].sort(),
    hasNetworkPolicies,
    access?.pages,
    access?.secrets,
    grafana?.secrets,
    tls !== undefined,
    Object.keys(query ?? {}),
    Object.keys(remoteQueries?.values ?? {}),
    Object.keys(queryFrontend ?? {}),
    tracing !== undefined,
    requestLogging,
  ])
