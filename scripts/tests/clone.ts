import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { root } from './repository.ts'

/** Runs git in a folder and gives what it printed. The author is the test's own, so that a machine without one passes. */
export const git = (folder: string, ...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.com', ...args], {
    cwd: folder,
    encoding: 'utf8',
  })

/**
 * A copy of the repository as it is in the working tree, committed to a git repository of its own: what a fresh clone is
 * after `npm ci`.
 */
export function cloneRepository(): string {
  const clone = mkdtempSync(join(tmpdir(), 'clone-'))
  copyRepository(clone)
  git(clone, 'init', '--quiet', '--initial-branch=main')
  git(clone, 'add', '--all')
  git(clone, 'commit', '--quiet', '--message=clone')
  return clone
}

/** The files of the repository, as they are in the working tree, and links to the installed modules. */
export function copyRepository(folder: string): void {
  for (const file of git(root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard').split('\0')) {
    if (!existsSync(join(root, file)) || file === '') continue
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    cpSync(join(root, file), join(folder, file), { force: true })
  }
  linkModules(folder)
}

/** Each module is linked, and the workspaces' own links are copied: they are relative and so lead into the clone. */
function linkModules(clone: string): void {
  const copyLinks = (folder: string): void => {
    mkdirSync(join(clone, folder), { recursive: true })
    for (const name of readdirSync(join(root, folder)))
      symlinkSync(readlinkSync(join(root, folder, name)), join(clone, folder, name))
  }
  copyLinks('node_modules/.bin')
  copyLinks('node_modules/@thanos-gitops')
  const skipped = ['.bin', '.cache', '@thanos-gitops']
  for (const name of readdirSync(join(root, 'node_modules')).filter((entry) => !skipped.includes(entry)))
    symlinkSync(join(root, 'node_modules', name), join(clone, 'node_modules', name))
}
