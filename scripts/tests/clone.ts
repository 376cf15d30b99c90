import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { isOfTeam } from '../upgrade/ownership.ts'
import { root } from './repository.ts'

/**
 * Runs git in a folder and returns what it prints. The author is the test's own, so that a machine without one passes.
 */
export const git = (folder: string, ...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.com', ...args], {
    cwd: folder,
    encoding: 'utf8',
  })

/**
 * A copy of the working tree as a git repository with one commit, and with installed modules, in a temporary folder.
 * Its environments, their policy and the address of the repository are left out: they belong to a team, and tests of
 * the product create their own.
 */
export function cloneRepository(): string {
  const clone = mkdtempSync(join(tmpdir(), 'clone-'))
  copyRepository(clone)
  git(clone, 'init', '--quiet', '--initial-branch=main')
  commit(clone, 'clone')
  return clone
}

/** Commits all files of a clone. */
export function commit(clone: string, message: string): void {
  git(clone, 'add', '--all')
  git(clone, 'commit', '--quiet', `--message=${message}`)
}

/** The files of the working tree without the content of environments/, and links to the installed modules. */
export const copyRepository = (folder: string): void => copyFiles(folder, (file) => !isContent(file))

/** The files of the working tree, and links to the installed modules. */
export const copyWithEnvironments = (folder: string): void => copyFiles(folder, () => true)

function copyFiles(folder: string, isWanted: (file: string) => boolean): void {
  for (const file of git(root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard').split('\0')) {
    if (file === '' || !isWanted(file) || !existsSync(join(root, file))) continue
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    cpSync(join(root, file), join(folder, file), { force: true })
  }
  linkModules(folder)
}

const isContent = (file: string): boolean => file.startsWith('environments/') && isOfTeam(file)

/**
 * The environment variables with which Node.js uses the compiled code that clones share: otherwise the first process in each of them would
 * compile all sources again. Frames of a stack then name the files of the first clone.
 */
export const compileCache = (folder: string): Readonly<Record<string, string>> => ({
  NODE_COMPILE_CACHE: join(folder, compiled),
  NODE_COMPILE_CACHE_PORTABLE: '1',
})

const compiled = 'node_modules/.cache/compiled-for-tests'

/** Each module is linked. The links to workspaces are copied: they are relative, and so lead into the clone. */
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
  mkdirSync(join(root, compiled), { recursive: true })
  mkdirSync(dirname(join(clone, compiled)), { recursive: true })
  symlinkSync(join(root, compiled), join(clone, compiled))
}
