import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { git } from './git.ts'

/**
 * The contents of the files below some folders at a commit, by their paths. Starts two git processes for any number of files.
 * @param isRead by default all files
 */
export function filesAtRevision(
  root: string,
  commit: string,
  folders: readonly string[],
  isRead: (file: string) => boolean = () => true,
): ReadonlyMap<string, string> {
  const blobs = blobsAtRevision(root, commit, folders).filter(({ file }) => isRead(file))
  if (blobs.length === 0) return new Map()
  const output = execFileSync('git', ['-C', root, 'cat-file', '--batch'], {
    input: `${blobs.map(({ id }) => id).join('\n')}\n`,
    maxBuffer: 2 ** 30,
  })
  const contents = new Map<string, string>()
  let offset = 0
  for (const { file } of blobs) {
    // Each blob follows a line of its id, its type and its size in bytes, and is followed by a newline.
    const headEnd = output.indexOf(0x0a, offset)
    const size = Number(output.toString('latin1', offset, headEnd).split(' ')[2])
    contents.set(file, output.toString('utf8', headEnd + 1, headEnd + 1 + size))
    offset = headEnd + 1 + size + 1
  }
  return contents
}

/** A file at a commit, by its path, and the id of its content. */
export interface RevisionBlob {
  readonly id: string
  readonly file: string
}

/** The files below some folders at a commit, without their contents. */
export const blobsAtRevision = (root: string, commit: string, folders: readonly string[]): readonly RevisionBlob[] =>
  (git(root, 'ls-tree', '-r', '-z', commit, '--', ...folders) ?? '').split('\0').flatMap((line) => {
    const [, id, file] = /^\d+ blob (\S+)\t(.*)$/s.exec(line) ?? []
    return id === undefined || file === undefined ? [] : [{ id, file }]
  })

/** The id that git gives a content. @param like an id of the same repository, whose length shows the hash function */
export function blobId(content: string, like: string): string {
  const bytes = Buffer.from(content)
  return createHash(like.length === 40 ? 'sha1' : 'sha256')
    .update(`blob ${bytes.length}\0`)
    .update(bytes)
    .digest('hex')
}
