import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { devNull } from 'node:os'
import { join, resolve } from 'node:path'
import { productRoot } from './command.ts'

/** Runs git in a folder and returns what it prints. The settings of the person who runs the test have no effect. */
export const git = (folder: string, ...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.com', ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, GIT_CONFIG_GLOBAL: devNull, GIT_CONFIG_NOSYSTEM: '1' },
  })

/** Makes a folder a repository with one commit of all its files on branch `main`. */
export function commitAll(folder: string): void {
  initialize(folder)
  git(folder, 'add', '--all')
  git(folder, 'commit', '--quiet', '--message=first')
}

/**
 * Makes a folder a repository without a commit. It reads what the product's repository contains from there, so that git writes no file
 * for most of the objects of a copy: compressing them takes longer than the rest of the copy.
 */
export function initialize(folder: string): void {
  git(folder, 'init', '--quiet', '--initial-branch=main')
  const objects = resolve(productRoot, git(productRoot, 'rev-parse', '--git-path', 'objects').trim())
  writeFileSync(join(folder, '.git/objects/info/alternates'), `${objects}\n`)
}
