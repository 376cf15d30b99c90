import { hash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const manifestsFolder = 'manifests'
/** All that a render looks after: a file in one of these that it did not write would be synced. */
const outputFolders = [manifestsFolder, 'delivery/argo-cd', 'delivery/flux']

/** A file that a render writes. */
export interface OutputFile {
  /** Its name in `manifests/`; outside of it, its path in the environment's folder. */
  readonly file: string
  readonly text: string
}

/** The path in the environment's folder. */
export const outputPath = (file: string): string => (file.startsWith('delivery/') ? file : `${manifestsFolder}/${file}`)

const outputName = (path: string): string =>
  path.startsWith(`${manifestsFolder}/`) ? path.slice(manifestsFolder.length + 1) : path
/** In the format of sha256sum, so that `sha256sum --check` reads it too. */
export const checksumFile = 'manifests.sha256'

const checksumHeader = '# Written by thanos-gitops render. Shows which manifests it owns, and a hand edit.\n'
const checksumLine = /^([0-9a-f]{64}) {2}(.+)$/

/** What is the matter with one file of the output folder. */
export type FileState =
  /** As rendered. */
  | 'current'
  /** As it was rendered, but the base or the environment has changed since. */
  | 'stale'
  /** Changed by another hand than the renderer's. */
  | 'hand-edited'
  | 'missing'
  /** The renderer wrote it, and renders it no longer. */
  | 'no-longer-rendered'
  /** The renderer did not write it, and it would be synced. */
  | 'foreign'

export interface FolderFile {
  /** As an OutputFile calls it. */
  readonly file: string
  readonly state: FileState
  /** What stands there; undefined where nothing readable does. */
  readonly found?: string
  /** What should stand there; undefined where nothing should. */
  readonly wanted?: string
}

export interface FolderComparison {
  readonly files: readonly FolderFile[]
  readonly checksums: { readonly current: boolean; readonly wanted: string }
}

/** Compares the output folders of an environment with what was rendered. Reads every file and writes nothing. */
export function compareFolder(environmentFolder: string, outputs: readonly OutputFile[]): FolderComparison {
  const recorded = readIfThere(join(environmentFolder, checksumFile))
  const owned = parseChecksums(recorded ?? '')
  const present = new Set(
    outputFolders.flatMap((folder) =>
      listFolder(join(environmentFolder, folder)).map((name) => outputName(`${folder}/${name}`)),
    ),
  )
  const files: FolderFile[] = []
  for (const { file, text } of outputs) {
    if (!present.delete(file)) {
      files.push({ file, state: 'missing', wanted: text })
      continue
    }
    const found = readIfThere(join(environmentFolder, outputPath(file)))
    const state = found === text ? 'current' : stateOf(found, owned.get(file))
    files.push({ file, state, wanted: text, ...(found === undefined ? {} : { found }) })
  }
  for (const file of present) {
    const found = readIfThere(join(environmentFolder, outputPath(file)))
    const state = owned.has(file) && found !== undefined ? 'no-longer-rendered' : 'foreign'
    files.push({ file, state, ...(found === undefined ? {} : { found }) })
  }
  const wanted =
    checksumHeader + outputs.map(({ file, text }) => `${hash('sha256', text)}  ${outputPath(file)}\n`).join('')
  return { files, checksums: { current: recorded === wanted, wanted } }
}

function stateOf(found: string | undefined, checksums: ReadonlySet<string> | undefined): FileState {
  // Nothing readable: a folder of somebody's stands there.
  if (checksums === undefined || found === undefined) return 'foreign'
  return checksums.has(hash('sha256', found)) ? 'stale' : 'hand-edited'
}

/** A merge of two branches may leave two checksums for one file: both were rendered. */
function parseChecksums(text: string): ReadonlyMap<string, ReadonlySet<string>> {
  const checksums = new Map<string, Set<string>>()
  for (const line of text.split('\n')) {
    const [, checksum, path] = checksumLine.exec(line) ?? []
    if (checksum === undefined || path === undefined) continue
    const file = outputName(path)
    const known = checksums.get(file)
    if (known) known.add(checksum)
    else checksums.set(file, new Set([checksum]))
  }
  return checksums
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return undefined
    throw error
  }
}

/** What Argo CD and Flux would read there: files of these endings, and folders. */
function listFolder(path: string): readonly string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => !entry.name.startsWith('.') && (entry.isDirectory() || /\.(ya?ml|json)$/.test(entry.name)))
      .map((entry) => entry.name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
