import { isUtf8 } from 'node:buffer'
import { type Dirent, readdirSync, readFileSync, type Stats, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { entryExists, reasonOf, unreadableFile } from '../files.ts'
import { Failure, type Finding } from '../finding.ts'
import type { KubernetesObject } from '../object.ts'
import type { SourcedObject } from '../origin.ts'
import { leadsOut, pathFrom } from '../path-from.ts'
import { duplicates } from './duplicates.ts'
import {
  moreThanRead,
  mostProblems,
  type ParsedDocuments,
  readStream,
  type StreamDocument,
} from './kubernetes-stream.ts'
import { positionIn } from './line-starts.ts'
import { objectsOf, type ReadManifests } from './manifest-objects.ts'
import { encodingProblem } from './source-problems.ts'

export { duplicates } from './duplicates.ts'
export { parseKubernetesYaml, YamlProblem } from './kubernetes-document.ts'
export { offsetIn } from './kubernetes-places.ts'
export {
  moreThanRead,
  mostProblems,
  type ParsedDocuments,
  readStream,
  type StreamDocument,
} from './kubernetes-stream.ts'
export type { ReadManifests } from './manifest-objects.ts'

export interface ReadOptions {
  /** The folder that places and relative paths are relative to; the working directory by default. */
  readonly root?: string
  /** The content of the path `-`. */
  readonly stdin?: string | Uint8Array
  /** Documents that were parsed before. Equal documents give the same objects, by which two trees can be compared. */
  readonly parsed?: ParsedDocuments
  /** Whether to leave out a file of a folder, as an absolute path. */
  readonly isSkipped?: (path: string) => boolean
}

/** Node.js cannot hold a larger file in one string. */
const largestFile = 500 * 1024 * 1024

/**
 * Reads the Kubernetes objects of files, of folders (their .yaml, .yml and .json files at any depth, like kubectl, without hidden
 * folders) and of `-`, which is stdin. A List gives its items. Throws a Failure for a path that does not exist.
 */
export function readManifests(
  paths: readonly string[],
  { root = process.cwd(), stdin, parsed, isSkipped = () => false }: ReadOptions = {},
): ReadManifests {
  const objects: SourcedObject[] = []
  const findings: Finding[] = []
  const add = (read: ReadManifests): void => {
    for (const object of read.objects) objects.push(object)
    for (const finding of read.findings) findings.push(finding)
  }
  for (const path of paths) {
    if (path === '-') {
      add(readStdin(typeof stdin === 'string' ? Buffer.from(stdin) : (stdin ?? new Uint8Array()), parsed))
      continue
    }
    const absolute = resolve(root, path)
    const shown = pathFrom(root, absolute) || '.'
    const stats = statsOfPath(absolute, path)
    if (stats.isDirectory()) add(readFolder(absolute, shown, parsed, isSkipped))
    else if (!isSkipped(absolute)) add(readFile(absolute, leadsOut(shown) ? absolute : shown, stats, parsed))
  }
  return { objects, findings: [...findings, ...duplicates(objects)] }
}

/** Without any input, the command before the pipe has failed in most cases. */
const readStdin = (bytes: Uint8Array, parsed: ParsedDocuments | undefined): ReadManifests =>
  bytes.length > 0
    ? readBytes('-', bytes, parsed)
    : {
        objects: [],
        findings: [
          {
            code: 'manifests-missing',
            severity: 'error',
            message: 'The standard input is empty.',
            remedy: 'Run the command before the pipe alone, and check whether it fails.',
            place: { file: '-' },
          },
        ],
      }

/** The objects of a manifest in memory. Duplicates are not reported. */
export const readManifestText = (file: string, text: string): ReadManifests => readText(file, text, undefined)

/**
 * What `readManifestText` returns for a manifest that this program wrote. The text is parsed only when the place of a field is needed.
 * @param object what was written
 */
export function readWrittenManifest(file: string, text: string, object: KubernetesObject): ReadManifests {
  // In a stream, these lines begin another document.
  if (/^(?:---|\.\.\.)/m.test(text)) return readManifestText(file, text)
  let parsed: StreamDocument | undefined
  const document = (): StreamDocument => (parsed ??= readStream(file, text).documents[0]!)
  return objectsOf({
    value: object,
    size: text.length,
    place: (steps, into) => document().place(steps, into),
    keyPlace: (steps) => document().keyPlace(steps),
  })
}

/**
 * The file or folder at a path. The shell can open a pipe for this process, as in `diff <(helm template a) b`.
 *
 * @throws Failure if it does not exist, or is a device or a named pipe
 */
export function statsOfPath(absolute: string, path: string): Stats {
  try {
    const stats = statSync(absolute)
    if (stats.isFile() || stats.isDirectory() || isStream(absolute)) return stats
    throw new Failure(cannotRead(path, notRegular))
  } catch (error) {
    if (error instanceof Failure) throw error
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT' && !entryExists(absolute)
    if (!isMissing) throw new Failure(cannotRead(path, error))
    throw new Failure({
      code: 'file-missing',
      severity: 'error',
      message: `${path} does not exist.`,
      remedy: 'Check the spelling, and the folder that the path is relative to.',
    })
  }
}

/** A pipe that a shell opens for this process, as in `diff <(helm template a) b`. */
const isStream = (path: string): boolean => /^\/(dev\/(stdin$|fd\/)|proc\/[^/]+\/fd\/)/.test(path)

function readFolder(
  absolute: string,
  shown: string,
  parsed: ParsedDocuments | undefined,
  isSkipped: (path: string) => boolean,
): ReadManifests {
  const name = leadsOut(shown) ? absolute : shown
  const files: string[] = []
  const findings: Finding[] = []
  walk(absolute, name === '.' ? '' : `${name}/`, files, findings, isHidden)
  if (files.length === 0 && findings.length === 0)
    return {
      objects: [],
      findings: [
        {
          code: 'manifests-missing',
          severity: 'error',
          message: `${name} has no .yaml, .yml or .json file.`,
          remedy: 'Name the folder that contains the manifests.',
          place: { file: name },
        },
      ],
    }
  const objects: SourcedObject[] = []
  for (const file of files) {
    const path = join(absolute, file)
    if (isSkipped(path)) continue
    const read = readFile(path, name === '.' ? file : `${name}/${file}`, undefined, parsed)
    for (const object of read.objects) objects.push(object)
    for (const finding of read.findings) findings.push(finding)
  }
  return { objects, findings }
}

const isHidden = (folder: string): boolean => folder.startsWith('.') || folder === 'node_modules'

/** Sorted, so that the same folder gives the same findings. */
function walk(
  folder: string,
  shown: string,
  files: string[],
  findings: Finding[],
  isSkipped: (name: string) => boolean,
  prefix = '',
): void {
  let entries: Dirent[]
  try {
    entries = readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    findings.push(cannotRead(shown + prefix || '.', error))
    return
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.isDirectory() && !isSkipped(entry.name))
      walk(join(folder, entry.name), shown, files, findings, isSkipped, `${prefix}${entry.name}/`)
    else if (!entry.isDirectory() && /\.(ya?ml|json)$/i.test(entry.name)) files.push(prefix + entry.name)
  }
}

/**
 * The .yaml, .yml and .json files of a folder at any depth, sorted, relative to the folder; and a finding for each folder that
 * cannot be listed. Links to folders are not followed.
 *
 * @param shown the folder in messages
 * @param skipsHidden leaves out folders that begin with a dot, and node_modules
 */
export function manifestFiles(
  folder: string,
  shown: string,
  { skipsHidden = false }: { readonly skipsHidden?: boolean } = {},
): { readonly files: readonly string[]; readonly findings: readonly Finding[] } {
  const files: string[] = []
  const findings: Finding[] = []
  walk(folder, `${shown}/`, files, findings, skipsHidden ? isHidden : () => false)
  return { files, findings }
}

/** The content of a manifest, or why it cannot be read: it is a broken link, a folder, a named pipe or a device. */
export function readManifestFile(path: string, file: string): Uint8Array | Finding {
  try {
    const stats = statSync(path, { throwIfNoEntry: false })
    if (stats === undefined) return cannotRead(file, 'it is a link to a file that does not exist')
    // Reading a device or a named pipe may not end.
    if (!stats.isFile()) return cannotRead(file, stats.isDirectory() ? 'it is a link to a folder' : notRegular)
    if (stats.size > largestFile) return tooLarge(file, stats.size)
    return readFileSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error
    return cannotRead(file, error)
  }
}

const notRegular = 'it is not a regular file'

const cannotRead = (file: string, error: unknown): Finding =>
  unreadableFile(
    file,
    typeof error === 'string' ? error : reasonOf(error as NodeJS.ErrnoException),
    'Check the permissions, and that it is a file.',
  )

/** @param stats of a path that was named; undefined for a file of a folder */
function readFile(
  path: string,
  file: string,
  stats: Stats | undefined,
  parsed: ParsedDocuments | undefined,
): ReadManifests {
  const content = stats === undefined || stats.isFile() ? readManifestFile(path, file) : readFileSync(path)
  return content instanceof Uint8Array ? readBytes(file, content, parsed) : { objects: [], findings: [content] }
}

const tooLarge = (file: string, bytes: number): Finding => ({
  code: 'manifest-too-large',
  severity: 'error',
  message: `The file has ${Math.round(bytes / 1024 / 1024)} MiB. Files above ${largestFile / 1024 / 1024} MiB are not read.`,
  remedy: 'Split it into several files.',
  place: { file },
})

function readBytes(file: string, bytes: Uint8Array, parsed: ParsedDocuments | undefined): ReadManifests {
  if (bytes.length > largestFile) return { objects: [], findings: [tooLarge(file, bytes.length)] }
  const text = decodeManifest(file, bytes)
  return typeof text === 'string' ? readText(file, text, parsed) : { objects: [], findings: [text] }
}

/** The content of a manifest as a string, without a byte order mark; a finding if it is not UTF-8 text. */
export function decodeManifest(file: string, bytes: Uint8Array): string | Finding {
  const text = new TextDecoder().decode(bytes)
  if (isUtf8(bytes) && !bytes.includes(0)) return text
  const { offset, ...problem } = encodingProblem(text)!
  return { ...problem, severity: 'error', place: { file, ...positionIn(text, offset) } }
}

function readText(file: string, text: string, parsed: ParsedDocuments | undefined): ReadManifests {
  const { documents, findings } = readStream(file, text, parsed)
  const read = documents.map((document) => objectsOf(document))
  const objects = read.flatMap((entry) => entry.objects)
  const all = limited(file, [...findings, ...read.flatMap((entry) => entry.findings)])
  if (documents.length > 0 || all.length > 0) return { objects, findings: all }
  return {
    objects,
    findings: [
      {
        code: 'manifest-empty',
        severity: 'warning',
        message: 'The file contains no Kubernetes object.',
        remedy: 'Remove the file, or write a manifest into it.',
        place: { file, line: 1 },
      },
    ],
  }
}

const limited = (file: string, findings: readonly Finding[]): readonly Finding[] =>
  findings.length <= mostProblems
    ? findings
    : [...findings.slice(0, mostProblems), moreThanRead(file, findings[mostProblems]!.place?.line ?? 1, true)]
