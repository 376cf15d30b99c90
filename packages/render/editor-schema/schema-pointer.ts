import { hash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { join, posix } from 'node:path'
import { Failure, reasonOf, refuseLink, unreadableFile } from '@thanos-gitops/manifest'
import { removeUnfinished, replaceFile } from '../output/replace-file.ts'
import type { EditorSchema } from './editor-schema.ts'
import type { ValueNames } from './references-schema.ts'
import { isWritten, type SchemaStore, schemasFolder, schemaText, writing } from './schema-store.ts'

/** A schema in the folder of an environment or of a layer. It refers to shared ones. */
export interface SchemaPointer {
  readonly root: string
  /** From the root. */
  readonly folder: string
  readonly file: string
  /** A digest of everything that decides the content of the schemas that it refers to. */
  readonly inputs: string
  readonly store: SchemaStore
  /** What is different in each environment. */
  readonly own?: () => ValueNames
  /** What decides `own`. */
  readonly ownInputs?: string
  /** Adds what is missing to the store, and returns the name of the schema. */
  readonly build: () => Promise<string>
}

/** Writes the schema and those that it refers to, if its inputs have changed. Returns whether it was written. Throws a Failure. */
export async function writePointer(pointer: SchemaPointer): Promise<boolean> {
  const shown = `${pointer.folder}/${pointer.file}`
  const path = join(pointer.root, shown)
  refuseLink(path, shown)
  writing(shown, () => removeUnfinished([path]))
  const found = read(path, shown)
  const present = found === undefined ? undefined : presentSchema(found, pointer)
  if (present?.isCurrent) return false
  if (found !== undefined && !isWritten(found) && isJson(found))
    throw new Failure({
      code: 'output-foreign',
      severity: 'error',
      message: `${shown} was not written by render, which writes a schema for editors with the same name.`,
      remedy: 'Move it to another folder or delete it, and render again.',
      place: { file: shown },
    })
  const text = pointerText(pointer, present?.name ?? (await pointer.build()))
  writing(shown, () => replaceFile(path, text))
  return true
}

function pointerText({ folder, inputs, ownInputs = '', own }: SchemaPointer, name: string): string {
  const shared: EditorSchema = { $ref: `${posix.relative(folder, schemasFolder)}/${name}` }
  const different = own?.()
  // Of several titles, editors show the first one: that of the environment.
  const schema =
    different === undefined ? shared : { allOf: [different.schema, shared], definitions: different.definitions }
  return schemaText(schema, ` from ${inputs} ${digestOf(ownInputs)} ${digestOf(schemaText(schema))}`)
}

const digestOf = (text: string): string => hash('sha256', text).slice(0, 16)

/**
 * The shared schema that the file refers to, if its inputs are the same, and whether the file is as it was written. A schema that the file
 * refers to keeps those that it refers to itself: `removeUnusedSchemas` removes them together.
 */
function presentSchema(
  found: string,
  { inputs, ownInputs = '', store }: SchemaPointer,
): { readonly name: string; readonly isCurrent: boolean } | undefined {
  const [, name = ''] = /"\$ref":"(?:\.\.\/)+\.schemas\/([^"]+)"/.exec(found) ?? []
  const head = ` from ${inputs} `
  const start = found.indexOf(head)
  if (start < 0 || start > longestMark || !store.has(name)) return undefined
  const [own, digest] = found.slice(start + head.length, found.indexOf('"', start)).split(' ')
  const rest = found.slice(0, start) + found.slice(found.indexOf('"', start))
  return { name, isCurrent: own === digestOf(ownInputs) && digest === digestOf(rest) }
}

/** In characters. */
const longestMark = 100

/** Undefined if the file does not exist. Throws a Failure if it is no file, or cannot be read. */
function read(path: string, shown: string): string | undefined {
  try {
    const stats = statSync(path, { throwIfNoEntry: false })
    if (stats === undefined) return undefined
    if (!stats.isFile())
      throw new Failure(unreadableFile(shown, 'it is not a regular file', 'Remove it, and render again.'))
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Failure) throw error
    throw new Failure(
      unreadableFile(shown, reasonOf(error as NodeJS.ErrnoException), 'Check the permissions of the file.'),
    )
  }
}

/** A file that is not JSON is damaged, for example by a merge: it is not a schema that a person wrote. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
