import { hash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const manifestsFolder = 'manifests'
/** The folders that a render owns. Argo CD and Flux sync every file in them. */
const outputFolders = [manifestsFolder, 'delivery/argo-cd', 'delivery/flux']

/** A file that a render writes. */
export interface OutputFile {
  /** Its name in `manifests/`; for a file in another folder, its path in the folder of the environment. */
  readonly file: string
  readonly text: string
}

/** The path in the folder of the environment. */
export const outputPath = (file: string): string => (file.startsWith('delivery/') ? file : `${manifestsFolder}/${file}`)

const outputName = (path: string): string =>
  path.startsWith(`${manifestsFolder}/`) ? path.slice(manifestsFolder.length + 1) : path
/** In the format of sha256sum, so that `sha256sum --check` can read it. */
export const checksumFile = 'manifests.sha256'

const checksumHeader = '# Written by thanos-gitops render: the files that it owns, and how it wrote them.\n'
const checksumLine = /^([0-9a-f]{64}) {2}(.+)$/

/** How a file of the output folders differs from the render. */
export type FileState =
  /** It does not differ. */
  | 'current'
  /** An earlier render wrote it, and the base or the environment has changed since. */
  | 'stale'
  /** It was changed after a render wrote it. */
  | 'hand-edited'
  | 'missing'
  /** An earlier render wrote it, and the object is no longer rendered. */
  | 'no-longer-rendered'
  /** No render wrote it. */
  | 'foreign'

export interface FolderFile {
  /** As in `OutputFile`. */
  readonly file: string
  readonly state: FileState
  /** The current content; undefined if there is none that can be read. */
  readonly found?: string
  /** The rendered content; undefined if the file is not rendered. */
  readonly rendered?: string
}

export interface FolderComparison {
  readonly files: readonly FolderFile[]
  readonly checksums: { readonly current: boolean; readonly rendered: string }
}

/** Compares the output folders of an environment with a render. Reads every file and writes none. */
export function compareFolder(environmentFolder: string, outputs: readonly OutputFile[]): FolderComparison {
  const recorded = readIfExists(join(environmentFolder, checksumFile))
  const owned = parseChecksums(recorded ?? '')
  const present = new Set(
    outputFolders.flatMap((folder) =>
      listFolder(join(environmentFolder, folder)).map((name) => outputName(`${folder}/${name}`)),
    ),
  )
  const files: FolderFile[] = []
  for (const { file, text } of outputs) {
    if (!present.delete(file)) {
      files.push({ file, state: 'missing', rendered: text })
      continue
    }
    const found = readIfExists(join(environmentFolder, outputPath(file)))
    const state = found === text ? 'current' : stateOf(found, owned.get(file))
    files.push({ file, state, rendered: text, ...(found === undefined ? {} : { found }) })
  }
  for (const file of present) {
    const found = readIfExists(join(environmentFolder, outputPath(file)))
    const state = owned.has(file) && found !== undefined ? 'no-longer-rendered' : 'foreign'
    files.push({ file, state, ...(found === undefined ? {} : { found }) })
  }
  const rendered =
    checksumHeader + outputs.map(({ file, text }) => `${hash('sha256', text)}  ${outputPath(file)}\n`).join('')
  return { files, checksums: { current: recorded === rendered, rendered } }
}

function stateOf(found: string | undefined, checksums: ReadonlySet<string> | undefined): FileState {
  // A folder has the name of the file.
  if (checksums === undefined || found === undefined) return 'foreign'
  return checksums.has(hash('sha256', found)) ? 'stale' : 'hand-edited'
}

/** After a merge of two branches a file may have two checksums, both of rendered contents. */
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

function readIfExists(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return undefined
    throw error
  }
}

/** What Argo CD and Flux would read: files with these extensions, and folders. */
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
