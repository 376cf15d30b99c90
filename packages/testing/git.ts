import { execFileSync } from 'node:child_process'
import { devNull } from 'node:os'

/** Runs git in a folder and returns what it prints. The settings of the person who runs the test have no effect. */
export const git = (folder: string, ...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.com', ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, GIT_CONFIG_GLOBAL: devNull, GIT_CONFIG_NOSYSTEM: '1' },
  })

/** Makes a folder a repository with one commit of all its files on branch `main`. */
export function commitAll(folder: string): void {
  git(folder, 'init', '--quiet', '--initial-branch=main')
  git(folder, 'add', '--all')
  git(folder, 'commit', '--quiet', '--message=first')
}
