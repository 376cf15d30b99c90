// Writes a merge to the working tree, which must be clean, and restores the tree if a step fails.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readOptionalFile } from '@thanos-gitops/manifest'
import { environmentNames } from '@thanos-gitops/render'
import { git, requiredGit } from '../git.ts'
import type { Merged } from './merge.ts'
import { type Origin, originFile, withOrigin } from './origin.ts'

/** Runs `work`, which changes files. If it fails, all files are as in the last commit. */
export async function restoringOnFailure<T>(root: string, { changed }: Merged, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    await requiredGit(root, ['reset', '--quiet', '--hard', 'HEAD'])
    for (const { status, file } of changed) if (status === 'A') rmSync(join(root, file), { force: true })
    await git(root, 'clean', '--quiet', '--force', '-d', '--', 'environments')
    throw error
  }
}

/** Writes the merged files and the version, and adds them to the index, except files with conflicts. */
export async function applyMerge(root: string, { tree, conflicts }: Merged, origin: Origin): Promise<void> {
  await requiredGit(root, ['read-tree', '-m', '-u', 'HEAD', tree])
  writeFileSync(join(root, originFile), withOrigin(readOptionalFile(root, originFile), origin))
  await requiredGit(root, ['add', '--', originFile])
  // Fails for a name that neither side has, such as the former one of a file that both renamed.
  for (const { file } of conflicts) await git(root, 'reset', '--quiet', 'HEAD', '--', file)
}

/** Pins the environments that have no pin to the last commit. */
export async function pinEnvironments(root: string, version: string): Promise<void> {
  const commit = await requiredGit(root, ['rev-parse', 'HEAD'])
  const comment = `# The base before the upgrade to ${version}. environments/pins.md describes how to move it.`
  for (const name of environmentNames(root)) {
    const path = join(root, `environments/${name}/environment.yaml`)
    const content = readFileSync(path, 'utf8')
    if (!/^source:/m.test(content)) writeFileSync(path, `${content.trimEnd()}\n${comment}\nsource: "${commit}"\n`)
  }
}
