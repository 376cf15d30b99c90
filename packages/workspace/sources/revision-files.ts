import { hash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathFrom } from '@thanos-gitops/manifest'
import { filesAtRevision } from '../git/files-at-revision.ts'
import { type PinnedRevision, pinnedFolders } from '../git/pinned-revisions.ts'
import { writeContents } from './checked-out.ts'

/** Identifies the sources of a revision by their content: revisions with the same sources share what is cached. */
export const contentKey = ({ trees }: PinnedRevision): string => hash('sha256', trees.join('\n'))

/** The sources of a revision by their paths from the root of the repository, without tests and documents. */
export const revisionContents = (root: string, { commit }: PinnedRevision): ReadonlyMap<string, string> =>
  new Map([...filesAtRevision(root, commit, pinnedFolders)].filter(([file]) => isRead(file)))

/** Whether a file of a revision can be a source. An environment and a layer can have any name. */
export const isRead = (file: string): boolean => !/\.(md|test\.ts)$|^base\/(.*\/)?testing\//.test(file)

const digestFile = '.digest'

/**
 * The folder in the cache that has the sources of a revision. It is written if it does not exist or is damaged.
 */
export function revisionFolder(root: string, revision: PinnedRevision): string {
  const folder = join(root, 'node_modules/.cache/thanos-gitops/sources', contentKey(revision))
  if (isIntact(folder)) return folder
  const contents = revisionContents(root, revision)
  const staged = `${folder}.${process.pid}`
  mkdirSync(staged, { recursive: true })
  try {
    writeContents(staged, contents)
    writeFileSync(join(staged, digestFile), digestOf(contents))
    mkdirSync(dirname(folder), { recursive: true })
    rmSync(folder, { recursive: true, force: true })
    renameSync(staged, folder)
  } catch (error) {
    rmSync(staged, { recursive: true, force: true })
    // Another process wrote the same folder meanwhile.
    if (!isIntact(folder)) throw error
  }
  return folder
}

function isIntact(folder: string): boolean {
  if (!existsSync(join(folder, digestFile))) return false
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== digestFile)
    .map((entry) => join(entry.parentPath, entry.name))
  const contents = new Map(files.map((file) => [pathFrom(folder, file), readFileSync(file, 'utf8')]))
  return readFileSync(join(folder, digestFile), 'utf8') === digestOf(contents)
}

const digestOf = (contents: ReadonlyMap<string, string>): string =>
  hash(
    'sha256',
    [...contents]
      .map(([file, content]) => `${file}\0${hash('sha256', content)}\n`)
      .sort()
      .join(''),
  )
