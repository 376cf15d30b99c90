import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { bundleNames } from '@thanos-gitops/cli/bundle'
import { linkCompileCache } from '@thanos-gitops/testing/compile-cache'
import { initialize } from '@thanos-gitops/testing/git'
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
  initialize(clone)
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
    cpSync(join(root, file), join(folder, file), { force: true, preserveTimestamps: true })
  }
  linkModules(folder)
  copyResults(folder)
}

/** What the command keeps about its sources: each is used only while these are the same. A copied checkout has it too. */
const results = ['valid-base', 'judged-bundle', ...bundleNames.map((name) => `${name}.cjs`)].map(
  (name) => `node_modules/.cache/thanos-gitops/${name}`,
)

/** Otherwise each clone would judge the base and write bundles again. */
export function copyResults(clone: string): void {
  for (const file of results.filter((name) => existsSync(join(root, name)))) {
    mkdirSync(dirname(join(clone, file)), { recursive: true })
    cpSync(join(root, file), join(clone, file))
  }
}

const isContent = (file: string): boolean => file.startsWith('environments/') && isOfTeam(file)

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
  linkCompileCache(clone)
}
