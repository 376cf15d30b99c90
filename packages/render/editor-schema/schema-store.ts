import { hash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Failure, refuseLink } from '@thanos-gitops/manifest'
import { environmentNames, environmentsFolder } from '../environment/environment-files.ts'
import { layerNames } from '../layers/layer-files.ts'
import { layerSchemaFile } from '../layers/layer-settings.ts'
import { layersFolder } from '../layers/layers-folder.ts'
import { notWritable } from '../output/not-writable.ts'
import { replaceFile } from '../output/replace-file.ts'
import type { EditorSchema } from './editor-schema.ts'

/** The schemas that environments share. git ignores the folder. */
export const schemasFolder = `${environmentsFolder}/.schemas`

/** In the folder of each environment: the first line of a source names it, and it refers to shared schemas. */
export const pointerFiles = ['patches.schema.json', 'environment.schema.json', 'resources.schema.json']

/** Where the shared schemas of a repository are. The name of each contains a digest of what decides its content. */
export interface SchemaStore {
  has(name: string): boolean
  /** Throws a Failure. Two renders can write the same schema at the same time. */
  add(name: string, schema: EditorSchema): void
}

export function schemaStore(root: string): SchemaStore {
  const folder = join(root, schemasFolder)
  let present: Set<string> | undefined
  return {
    has(name) {
      present ??= new Set(namesIn(folder))
      return present.has(name)
    },
    add(name, schema) {
      refuseLink(folder, schemasFolder)
      writing(`${schemasFolder}/${name}`, () => {
        mkdirSync(folder, { recursive: true })
        replaceFile(join(folder, name), schemaText(schema))
      })
      present?.add(name)
    },
  }
}

/** A name that is valid on every file system, also for objects with a colon or a very long name. */
export const schemaName = (title: string, inputs: string): string =>
  `${title.replace(/[^\w.-]/g, '_').slice(0, 100)}.${hash('sha256', inputs).slice(0, 16)}.json`

/** Reports an error of the file system with the file and how to fix it. */
export function writing(shown: string, work: () => void): void {
  try {
    work()
  } catch (error) {
    throw new Failure(notWritable(shown, error as Error))
  }
}

const mark = '{"$comment":"Written by thanos-gitops render'

export const isWritten = (text: string): boolean => text.startsWith(mark)

/** @param note what the first line also contains */
export const schemaText = (schema: EditorSchema, note = ''): string =>
  `${mark}${note}",\n"$schema":"http://json-schema.org/draft-07/schema#",\n${JSON.stringify(schema).slice(1)}\n`

/** A reference from one schema of the folder to another one. */
export const toSchema = (name: string, definition?: string): EditorSchema => ({
  $ref: definition === undefined ? name : `${name}#/definitions/${definition}`,
})

/** The shared schemas that a schema refers to. */
export const namedSchemas = (text: string): readonly string[] =>
  [...text.matchAll(/"\$ref":"(?:(?:\.\.\/)+\.schemas\/)?([\w.-]+\.json)/g)].map(([, name]) => name!)

/** Removes the schemas that no environment uses: those of earlier sources, and those of environments that no longer exist. */
export function removeUnusedSchemas(root: string): void {
  const folder = join(root, schemasFolder)
  const used = new Set<string>()
  const follow = (text: string): void => {
    for (const name of namedSchemas(text)) {
      if (used.has(name)) continue
      used.add(name)
      follow(contentOf(join(folder, name)))
    }
  }
  for (const environment of environmentNames(root))
    for (const file of pointerFiles) follow(contentOf(join(root, environmentsFolder, environment, file)))
  for (const layer of layerNames(root)) follow(contentOf(join(root, layersFolder, layer, layerSchemaFile)))
  writing(schemasFolder, () => {
    for (const name of namesIn(folder)) if (!used.has(name)) rmSync(join(folder, name), { force: true })
  })
}

/** Empty for a file that does not exist or cannot be read: then its schemas are written again when they are needed. */
function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw new Failure(notWritable(schemasFolder, error as Error))
  }
}
