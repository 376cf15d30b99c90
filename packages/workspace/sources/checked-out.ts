import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { leadsOut, pathFrom } from '@thanos-gitops/manifest'

/**
 * Writes the sources of another revision into a temporary folder, which is removed when the process ends. Its base imports the
 * packages of the repository `root`.
 *
 * @param contents by their paths from the root of the revision
 */
export function checkedOut(root: string, contents: ReadonlyMap<string, string>): string {
  // Not below node_modules: Node.js strips no types there.
  const folder = mkdtempSync(join(tmpdir(), 'thanos-gitops-base-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  writeContents(folder, contents)
  const modules = join(root, 'node_modules')
  if (existsSync(modules)) symlinkSync(modules, join(folder, 'node_modules'), 'junction')
  return folder
}

/** Writes files below a folder. */
export function writeContents(folder: string, contents: ReadonlyMap<string, string>): void {
  for (const [file, content] of contents) {
    // git does not write such a tree, but a crafted one can contain it.
    if (leadsOut(pathFrom(folder, join(folder, file)))) continue
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), content)
  }
}

/** Whether the base of a revision has no file that differs from the working tree. */
export const hasSameBase = (root: string, contents: ReadonlyMap<string, string>): boolean =>
  [...contents].every(
    ([file, content]) =>
      !file.startsWith('base/') || (existsSync(join(root, file)) && readFileSync(join(root, file), 'utf8') === content),
  )
