import { execFileSync } from 'node:child_process'
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
  const listing = git(root, 'ls-tree', '-r', '-z', commit, '--', ...folders) ?? ''
  const blobs = listing.split('\0').flatMap((line) => {
    const [, id, file] = /^\d+ blob (\S+)\t(.*)$/s.exec(line) ?? []
    return id === undefined || file === undefined || !isRead(file) ? [] : [{ id, file }]
  })
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
