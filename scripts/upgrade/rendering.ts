// What an upgrade runs with the new packages: processes of their own, because this one has loaded those of the version before.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { $ } from 'zx'
import { git } from '../git.ts'
import type { Merged } from './merge.ts'

const lockFile = 'package-lock.json'

/** Installs the packages if the merge changed which. Returns false if npm fails, for example without a network. */
export async function install(root: string, { changed }: Merged): Promise<boolean> {
  if (!changed.some(({ file }) => file === lockFile)) return true
  const before = (await git(root, 'show', `HEAD:${lockFile}`)) ?? '{}'
  if (installsSame(before, readFileSync(join(root, lockFile), 'utf8'))) return true
  console.log('The packages changed: npm ci')
  const { exitCode } = await $({ cwd: root, nothrow: true, stdio: 'inherit' })`npm ci`
  return exitCode === 0
}

/** Whether two lock files differ at most in the version of the repository itself, which each release changes. */
export const installsSame = (before: string, after: string): boolean =>
  isDeepStrictEqual(withoutVersion(before), withoutVersion(after))

function withoutVersion(content: string): unknown {
  const {
    version,
    packages = {},
    ...lock
  } = JSON.parse(content) as {
    readonly version?: string
    readonly packages?: Readonly<Record<string, object>>
  }
  return { ...lock, packages: { ...packages, '': { ...packages[''], version: '' } } }
}

/** Renders all environments and prints what changes in the clusters. Returns false if one does not render. */
export async function render(root: string): Promise<boolean> {
  const run = (...args: readonly string[]) =>
    $({ cwd: root, nothrow: true, stdio: 'inherit' })`${process.execPath} packages/cli/bin.mjs ${args}`
  const { exitCode } = await run('render')
  if (exitCode !== 0) return false
  // 1: something changes.
  const { exitCode: difference } = await run('diff', '--base', 'HEAD')
  return difference === 0 || difference === 1
}
