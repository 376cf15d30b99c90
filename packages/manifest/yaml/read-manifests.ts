import { isUtf8 } from 'node:buffer'
import { type Dirent, readdirSync, readFileSync, type Stats, statSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { Failure, type Finding, type Place } from '../finding.ts'
import { isObject } from '../json.ts'
import { identityOf, type KubernetesObject, labelOf } from '../object.ts'
import type { SourcedObject } from '../origin.ts'
import { parsePointer } from '../pointer.ts'
import { type KnownTexts, readStream, type StreamDocument, unreadable } from './kubernetes-stream.ts'

export { parseKubernetesYaml, YamlProblem } from './kubernetes-document.ts'
export { offsetIn } from './kubernetes-places.ts'
export { type KnownTexts, readStream, type StreamDocument } from './kubernetes-stream.ts'

export interface ReadOptions {
  /** What the places' files are relative to, and paths that are not absolute: the working folder without it. */
  readonly root?: string
  /** What `-` stands for. */
  readonly stdin?: string | Uint8Array
  /** What texts of documents were read as: the same text gives the same objects again, so that two trees can be told apart by them. */
  readonly known?: KnownTexts
}

export interface ReadManifests {
  readonly objects: readonly SourcedObject[]
  /** What could not be read, or is there twice. Never is anything left out without one. */
  readonly findings: readonly Finding[]
}

/** What the API server takes in one request. */
const largestObject = 3 * 1024 * 1024
/** Above it, Node.js cannot hold the file as one text. */
const largestFile = 500 * 1024 * 1024

/**
 * Reads the Kubernetes objects of files, folders (the .yaml, .yml and .json files in them, at any depth, as kubectl takes them;
 * hidden folders are left out) and `-`. Lists are taken apart. Throws a Failure for a path that does not exist.
 */
export function readManifests(
  paths: readonly string[],
  { root = process.cwd(), stdin, known }: ReadOptions = {},
): ReadManifests {
  const objects: SourcedObject[] = []
  const findings: Finding[] = []
  const add = (read: ReadManifests): void => {
    for (const object of read.objects) objects.push(object)
    for (const finding of read.findings) findings.push(finding)
  }
  for (const path of paths) {
    if (path === '-') {
      add(readBytes('-', typeof stdin === 'string' ? Buffer.from(stdin) : (stdin ?? new Uint8Array()), known))
      continue
    }
    const absolute = resolve(root, path)
    const shown = relative(root, absolute).split(sep).join('/') || '.'
    const stats = statsOf(absolute, path)
    if (stats.isDirectory()) add(readFolder(absolute, shown, known))
    else add(readFile(absolute, shown.startsWith('../') ? absolute : shown, stats, known))
  }
  return { objects, findings: [...findings, ...duplicates(objects)] }
}

/** The objects of a text that is in memory. Duplicates in it are not looked for. */
export const readManifestText = (file: string, text: string): ReadManifests => readText(file, text, undefined)

function statsOf(absolute: string, path: string): Stats {
  try {
    return statSync(absolute)
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw new Failure({
      code: isMissing ? 'file-missing' : 'file-unreadable',
      severity: 'error',
      message: isMissing
        ? `There is no file or folder ${path}.`
        : `${path} cannot be read: ${(error as Error).message}.`,
      remedy: isMissing ? 'Look at the name, and from which folder it is given.' : 'Look at the permissions.',
    })
  }
}

function readFolder(absolute: string, shown: string, known: KnownTexts | undefined): ReadManifests {
  const name = shown.startsWith('../') ? absolute : shown
  const files: string[] = []
  const findings: Finding[] = []
  walk(absolute, name === '.' ? '' : `${name}/`, files, findings)
  if (files.length === 0 && findings.length === 0)
    return {
      objects: [],
      findings: [
        {
          code: 'manifests-missing',
          severity: 'error',
          message: `${name} has no .yaml, .yml or .json file.`,
          remedy: 'Give the folder that holds the manifests.',
          place: { file: name },
        },
      ],
    }
  const objects: SourcedObject[] = []
  for (const file of files) {
    const path = join(absolute, file)
    const read = readFile(
      path,
      name === '.' ? file : `${name}/${file}`,
      statSync(path, { throwIfNoEntry: false }),
      known,
    )
    for (const object of read.objects) objects.push(object)
    for (const finding of read.findings) findings.push(finding)
  }
  return { objects, findings }
}

/** Sorted, so that the same folder gives the same findings. */
function walk(folder: string, shown: string, files: string[], findings: Finding[], prefix = ''): void {
  let entries: Dirent[]
  try {
    entries = readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    findings.push(cannotRead(shown + prefix || '.', error))
    return
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
      walk(join(folder, entry.name), shown, files, findings, `${prefix}${entry.name}/`)
    else if (!entry.isDirectory() && /\.(ya?ml|json)$/i.test(entry.name)) files.push(prefix + entry.name)
  }
}

const cannotRead = (file: string, error: unknown): Finding => ({
  code: 'file-unreadable',
  severity: 'error',
  message: `${file} cannot be read: ${(error as Error).message}.`,
  remedy: 'Look at the permissions, and whether it is a file.',
  place: { file },
})

function readFile(path: string, file: string, stats: Stats | undefined, known: KnownTexts | undefined): ReadManifests {
  if (stats === undefined) return { objects: [], findings: [cannotRead(file, new Error('it is a link to nothing'))] }
  if (stats.size > largestFile) return { objects: [], findings: [tooLarge(file, stats.size)] }
  try {
    return readBytes(file, readFileSync(path), known)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error
    return { objects: [], findings: [cannotRead(file, error)] }
  }
}

const tooLarge = (file: string, bytes: number): Finding => ({
  code: 'manifest-too-large',
  severity: 'error',
  message: `The file has ${Math.round(bytes / 1024 / 1024)} MiB and is not read; ${largestFile / 1024 / 1024} are the most.`,
  remedy: 'Give the manifests in several files.',
  place: { file },
})

function readBytes(file: string, bytes: Uint8Array, known: KnownTexts | undefined): ReadManifests {
  if (bytes.length > largestFile) return { objects: [], findings: [tooLarge(file, bytes.length)] }
  const zero = bytes.indexOf(0)
  if (zero !== -1 || !isUtf8(bytes))
    return {
      objects: [],
      findings: [
        unreadable(
          { file, line: 1 },
          zero === -1 ? 'it is not UTF-8' : `it is binary data, or another encoding than UTF-8 (byte ${zero} is 0)`,
        ),
      ],
    }
  return readText(file, new TextDecoder().decode(bytes), known)
}

function readText(file: string, text: string, known: KnownTexts | undefined): ReadManifests {
  const { documents, findings } = readStream(file, text, known)
  const read = documents.map((document) => objectsOf(document))
  const objects = read.flatMap((entry) => entry.objects)
  const all = [...findings, ...read.flatMap((entry) => entry.findings)]
  if (documents.length > 0 || all.length > 0) return { objects, findings: all }
  return {
    objects,
    findings: [
      {
        code: 'manifest-empty',
        severity: 'warning',
        message: 'The file holds no Kubernetes object.',
        remedy: 'Remove the file, or put a manifest into it.',
        place: { file, line: 1 },
      },
    ],
  }
}

function objectsOf(document: StreamDocument): ReadManifests {
  const place = (steps: readonly string[]): Place => document.place(steps)
  return take(document.value, [], undefined)

  function take(
    value: unknown,
    steps: readonly string[],
    list: { apiVersion: string; kind: string } | undefined,
  ): ReadManifests {
    const missing =
      list === undefined
        ? ['apiVersion', 'kind'].find(
            (name) => !isObject(value) || typeof value[name] !== 'string' || value[name] === '',
          )
        : undefined
    if (!isObject(value) || missing !== undefined)
      return { objects: [], findings: [withoutKind(missing ?? 'mapping', place(steps))] }
    const apiVersion = String(value.apiVersion ?? list?.apiVersion)
    const kind = String(value.kind ?? list?.kind)
    if (kind.endsWith('List') && Array.isArray(value.items)) {
      // The items of a typed list, such as ConfigMapList, need not say again what they are.
      const itemKind = kind === 'List' ? undefined : { apiVersion, kind: kind.slice(0, -'List'.length) }
      const parts = value.items.map((item: unknown, index) => take(item, [...steps, 'items', String(index)], itemKind))
      return { objects: parts.flatMap((part) => part.objects), findings: parts.flatMap((part) => part.findings) }
    }
    // What kustomize is told to do, which no cluster gets to see.
    if (apiVersion.startsWith('kustomize.config.k8s.io/')) return { objects: [], findings: [] }
    return takeObject(list === undefined ? value : { apiVersion, kind, ...value }, steps)
  }

  function takeObject(value: Record<string, unknown>, steps: readonly string[]): ReadManifests {
    const metadata = isObject(value.metadata) ? value.metadata : {}
    const { name, generateName } = metadata
    const object = (typeof name === 'string' || typeof generateName !== 'string'
      ? value
      : { ...value, metadata: { ...metadata, name: generateName } }) as unknown as KubernetesObject
    if (typeof object.metadata?.name !== 'string' || object.metadata.name === '')
      return {
        objects: [],
        findings: [withoutName(String(value.kind), name, place([...steps, 'metadata', 'name']))],
      }
    const sourced: SourcedObject = {
      object,
      place: (pointer) => place([...steps, ...(parsePointer(pointer) ?? [])]),
      placeIn: (pointer, offset) => document.place([...steps, ...(parsePointer(pointer) ?? [])], offset),
    }
    const isTooLarge = steps.length === 0 && document.size > largestObject
    return {
      objects: [sourced],
      findings: isTooLarge
        ? [
            {
              code: 'manifest-too-large',
              severity: 'error',
              message: `${labelOf(object)} has ${(document.size / 1024 / 1024).toFixed(1)} MiB; the API server takes no object above 3 MiB, and etcd none above 1.5 MiB.`,
              remedy: 'Take it apart.',
              place: place(steps),
            },
          ]
        : [],
    }
  }
}

const withoutKind = (missing: string, place: Place): Finding => ({
  code: 'manifest-without-kind',
  severity: 'error',
  message: `There is no ${missing}, so this is no Kubernetes object.`,
  remedy: `Add its ${missing}, or move it out of the folder of manifests.`,
  place,
})

const withoutName = (kind: string, name: unknown, place: Place): Finding => ({
  code: 'manifest-without-name',
  severity: 'error',
  message:
    name === undefined || name === null || name === ''
      ? `This ${kind} has no metadata.name.`
      : `This ${kind} has a name that is no text: ${JSON.stringify(name)}.`,
  remedy: name === undefined || name === null || name === '' ? 'Give it a name.' : 'Put quotes round it.',
  place,
})

/** One finding for each object that stands again; where two files share more than five, one finding for all of them. */
function duplicates(objects: readonly SourcedObject[]): Finding[] {
  const seen = new Map<string, SourcedObject>()
  const pairs = new Map<string, [SourcedObject, SourcedObject][]>()
  for (const entry of objects) {
    const identity = identityOf(entry.object)
    const first = seen.get(identity)
    if (first === undefined) seen.set(identity, entry)
    else {
      const files = `${first.place('').file}\0${entry.place('').file}`
      pairs.set(files, [...(pairs.get(files) ?? []), [first, entry]])
    }
  }
  return [...pairs.values()].flatMap((found) => {
    const shown = found.length > 5 ? found.slice(0, 1) : found
    return shown.map(([first, second]): Finding => {
      const others = found.length > 5 ? ` So are ${found.length - 1} other objects of these two files.` : ''
      const { file, line } = first.place('')
      return {
        code: 'object-duplicate',
        severity: 'error',
        message: `${labelOf(second.object)} is already in ${file}:${line}: the API server would keep only what is applied last.${others}`,
        remedy: 'Remove one of the two, or check the folders one at a time if they are alternatives.',
        place: second.place('/metadata/name'),
      }
    })
  })
}
