import { hash } from 'node:crypto'
import { lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Environment } from '@thanos-gitops/manifest'
import { environmentsFolder } from '../environment/environment-files.ts'
import { layerSchemaFile } from '../layers/layer-settings.ts'
import { layersFolder } from '../layers/layers-folder.ts'
import type { RenderedEnvironment } from '../render.ts'
import { type BaseFolder, workingTreeBase } from './base-folder.ts'
import { writeEnvironmentSchema } from './environment-schema-file.ts'
import { writeLayerSettingsSchemas } from './layer-settings-schema.ts'
import { writePatchesSchema } from './patches-schema.ts'
import { writeResourcesSchema } from './resources-schema.ts'
import { namedSchemas, pointerFiles, removeUnusedSchemas, schemaStore } from './schema-store.ts'

/** Digests of the schemas of an environment and of its layers, by their files from the root. Empty for a file that does not exist. */
export type WrittenSchemas = ReadonlyMap<string, string>

/** Writes the schemas for editors. */
export interface SchemaWriter {
  /** Writes the schemas of an environment that have changed. Throws a Failure. */
  write(rendered: RenderedEnvironment): Promise<void>
  /** What `write` wrote, or found to be current. */
  written(environment: Environment): WrittenSchemas
  /** Whether the files are as they were written, and the shared schemas exist that they name. */
  areCurrent(written: WrittenSchemas): boolean
  /** Whether a schema was written. */
  hasWritten(): boolean
  /**
   * Removes the schemas that no environment uses any more. Throws a Failure.
   * @param othersHaveWritten whether other processes wrote schemas
   */
  finish(othersHaveWritten?: boolean): void
}

/** @param baseOf the folder with the base of an environment. Default: the working tree */
export function schemaWriter(
  root: string,
  baseOf: (rendered: RenderedEnvironment) => BaseFolder | undefined = () => undefined,
): SchemaWriter {
  const store = schemaStore(root)
  const workingTree = workingTreeBase(root)
  // Environments have layers in common.
  const ofLayers = new Map<string, string>()
  const digestOf = (file: string): string => {
    const digest = ofLayers.get(file) ?? currentDigest(root, file, store.has)
    if (file.startsWith(`${layersFolder}/`)) ofLayers.set(file, digest)
    return digest
  }
  let hasWritten = false
  return {
    async write(rendered) {
      for (const write of [writePatchesSchema, writeEnvironmentSchema, writeResourcesSchema, writeLayerSettingsSchemas])
        if (await write(root, store, rendered, baseOf(rendered) ?? workingTree)) {
          hasWritten = true
          ofLayers.clear()
        }
    },
    written: (environment) => new Map(filesOf(environment).map((file) => [file, digestOf(file)])),
    areCurrent: (written) => [...written].every(([file, digest]) => digestOf(file) === digest),
    hasWritten: () => hasWritten,
    finish(othersHaveWritten = false) {
      if (hasWritten || othersHaveWritten) removeUnusedSchemas(root)
    },
  }
}

/** A pinned environment has the layers of its revision, for which no schema is written. */
const filesOf = ({ name, source, layers = [] }: Environment): readonly string[] => [
  ...pointerFiles.map((file) => `${environmentsFolder}/${name}/${file}`),
  ...(source === undefined ? layers.map((layer) => `${layersFolder}/${layer}/${layerSchemaFile}`) : []),
]

/** Different for a file that is no longer complete: a link, or one that names a shared schema that does not exist. */
function currentDigest(root: string, file: string, exists: (name: string) => boolean): string {
  const path = join(root, file)
  const stats = lstatSync(path, { throwIfNoEntry: false })
  if (stats === undefined) return ''
  if (!stats.isFile()) return 'not a file'
  const text = readFileSync(path, 'utf8')
  return namedSchemas(text).every(exists) ? hash('sha256', text) : 'incomplete'
}
