import { hash } from 'node:crypto'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { Environment } from '@thanos-gitops/manifest'
import { environmentsFolder } from '../environment/environment-files.ts'
import { layersFolder } from '../layers/layers-folder.ts'
import type { EditorSchema } from './editor-schema.ts'
import { layerValues, type ValuesReader, valuesReader } from './layer-values.ts'
import { patchesSchemaFile } from './patches-schema.ts'
import { commonValues, valueNames } from './references-schema.ts'
import { schemaText } from './schema-store.ts'
import { schemaVersion } from './schema-version.ts'

/**
 * The schema of the patch files of a layer: each file must be right for an environment that lists the layer. It refers to the schemas of
 * environments, to one of those with the same objects: an editor then reads a few files for any number of environments.
 *
 * The file is current as long as the schemas of the environments are the same.
 *
 * @param environments those that list the layer, whose schemas are written
 * @param read shared by the layers
 */
export function layerSchema(
  root: string,
  layer: string,
  environments: readonly Environment[],
  read: ValuesReader = valuesReader(root),
): LayerSchema {
  const inputs = inputsOf(root, environments)
  return {
    file: `${layersFolder}/${layer}/${patchesSchemaFile}`,
    isCurrent: (found) => isCurrent(found, inputs),
    text: () => {
      const schema = schemaOf(layer, environments, read)
      return schemaText(schema, ` from ${inputs} ${digestOf(schemaText(schema))}`)
    },
  }
}

/** A schema in the folder of a layer. */
export interface LayerSchema {
  readonly file: string
  /** Whether the content of the file is that of `text`, without computing it. */
  isCurrent(found: string): boolean
  text(): string
}

const digestOf = (text: string): string => hash('sha256', text).slice(0, 16)

/** A schema of an environment is replaced only if its content changes. */
const inputsOf = (root: string, environments: readonly Environment[]): string =>
  digestOf(
    JSON.stringify([
      schemaVersion(),
      ...environments.map((environment) => {
        const file = join(root, environmentsFolder, environment.name, patchesSchemaFile)
        const stats = statSync(file, { throwIfNoEntry: false })
        const { name, values = {} } = environment
        return [name, stats?.size, stats?.mtimeMs, objectsKey(environment), Object.keys(values)]
      }),
    ]),
  )

function isCurrent(found: string, inputs: string): boolean {
  const [note, from, digest] = / from (\w+) (\w+)(?=")/.exec(found.slice(0, found.indexOf('\n'))) ?? []
  return note !== undefined && from === inputs && digest === digestOf(found.replace(note, ''))
}

function schemaOf(layer: string, environments: readonly Environment[], read: ValuesReader): EditorSchema {
  const representatives = [...Map.groupBy(environments, objectsKey).values()].map(([first]) => first!.name)
  // The first part of an environment's schema is about its values, and the second one about its objects.
  const objects = representatives.map((name) => ({ $ref: `../../${name}/${patchesSchemaFile}#/allOf/1` }))
  const { schema, definitions } = valueNames(commonValues(environments))
  const names = environments.map(({ name }) => name)
  // Of several titles, editors show the first one.
  return { allOf: [layerValues(layer, names, read), { anyOf: objects }, schema], definitions }
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
