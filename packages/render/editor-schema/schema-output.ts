import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Failure, type Finding, reasonOf, refuseLink, unreadableFile } from '@thanos-gitops/manifest'
import { environmentsFolder } from '../environment/environment-files.ts'
import { notWritable } from '../output/not-writable.ts'
import { removeUnfinished, replaceFile } from '../output/replace-file.ts'

const mark = '{"$comment":"Written by thanos-gitops render from '
const headSize = 256

/** A schema for editors in the folder of an environment. */
export interface SchemaOutput {
  readonly root: string
  readonly environment: string
  readonly file: string
  /** A digest of everything that decides the content. */
  readonly inputs: string
  /** The members of the schema, without the opening brace and `$schema`. */
  readonly body: () => Promise<string>
}

/** Writes the schema if it does not exist or its inputs have changed. Returns whether it was written. Throws a Failure. */
export async function writeSchema(output: SchemaOutput): Promise<boolean> {
  const { shown, path } = placeOf(output)
  refuseLink(path, shown)
  writing(shown, () => removeUnfinished([path]))
  const head = readHead(path, shown)
  if (head?.text.startsWith(`${mark}${output.inputs} ${head.size}"`)) return false
  if (head !== undefined && !head.text.startsWith(mark) && isJson(path))
    throw new Failure({
      code: 'output-foreign',
      severity: 'error',
      message: `${shown} was not written by render, which writes a schema for editors with the same name.`,
      remedy: 'Move it to another folder or delete it, and render again.',
      place: { file: shown },
    })
  const text = await textOf(output)
  writing(shown, () => replaceFile(path, text))
  return true
}

/** Reports an error of the file system with the file and how to fix it. */
function writing(shown: string, work: () => void): void {
  try {
    work()
  } catch (error) {
    throw new Failure(notWritable(shown, error as Error))
  }
}

/** Compares the schema with that of a new render, byte by byte. */
export async function schemaDrift(output: SchemaOutput): Promise<readonly Finding[]> {
  const { shown, path } = placeOf(output)
  const remedy = `Run: npx nx render ${output.environment}`
  refuseLink(path, shown)
  const found = readHead(path, shown) && readFileSync(path, 'utf8')
  if (found === undefined)
    return [
      { code: 'drift-missing', severity: 'error', message: `${shown} is missing.`, remedy, place: { file: shown } },
    ]
  if (found === (await textOf(output))) return []
  const isStale = found.startsWith(mark) && !found.startsWith(`${mark}${output.inputs} `)
  const sentence = isStale
    ? 'is stale: the base, the policy or the patches have changed since it was rendered'
    : 'was edited by hand, but render writes it'
  return [
    {
      code: isStale ? 'drift-stale' : 'drift-hand-edited',
      severity: 'error',
      message: `${shown} ${sentence}.`,
      remedy,
      place: { file: shown },
    },
  ]
}

function placeOf({ root, environment, file }: SchemaOutput): { shown: string; path: string } {
  const shown = `${environmentsFolder}/${environment}/${file}`
  return { shown, path: join(root, shown) }
}

async function textOf({ inputs, body: readBody }: SchemaOutput): Promise<string> {
  const body = `"$schema":"http://json-schema.org/draft-07/schema#",\n${await readBody()}\n`
  const size = (length: number): string => `${mark}${inputs} ${length}",\n`
  // The size includes the digits of the size itself. Their number is the same: no file is within a few bytes of a power of ten.
  const bytes = Buffer.byteLength(body)
  return size(bytes + size(bytes).length) + body
}

/**
 * The beginning of the file, with the digest of its inputs and its size. They show whether the file is current. Undefined if the
 * file does not exist. Throws a Failure if it is no file, or cannot be read.
 */
function readHead(path: string, shown: string): { text: string; size: number } | undefined {
  try {
    const stats = statSync(path, { throwIfNoEntry: false })
    if (stats === undefined) return undefined
    if (!stats.isFile())
      throw new Failure(unreadableFile(shown, 'it is not a regular file', 'Remove it, and render again.'))
    const file = openSync(path, 'r')
    try {
      const buffer = Buffer.alloc(headSize)
      return { text: buffer.toString('latin1', 0, readSync(file, buffer)), size: stats.size }
    } finally {
      closeSync(file)
    }
  } catch (error) {
    if (error instanceof Failure) throw error
    throw new Failure(
      unreadableFile(shown, reasonOf(error as NodeJS.ErrnoException), 'Check the permissions of the file.'),
    )
  }
}

/** A file that is not JSON is damaged, for example by a merge: it is not a schema that a person wrote. */
function isJson(path: string): boolean {
  try {
    JSON.parse(readFileSync(path, 'utf8'))
    return true
  } catch (error) {
    if (error instanceof SyntaxError) return false
    throw error
  }
}
