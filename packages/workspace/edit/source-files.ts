import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathFrom, refuseLink } from '@thanos-gitops/manifest'
import { removeUnfinished } from '@thanos-gitops/render'

/** Contents of files by their paths from the root. */
export type SourceFiles = ReadonlyMap<string, string>

export const changedFiles = (before: SourceFiles, after: SourceFiles): readonly string[] =>
  [...after.keys()].filter((file) => after.get(file) !== before.get(file))

/** The difference as a patch that `git apply` accepts. */
export function sourceDifference(before: SourceFiles, after: SourceFiles): string {
  // Loaded only if there is a difference to print.
  const { createTwoFilesPatch } = createRequire(import.meta.url)('diff') as typeof import('diff')
  const patchOf = (file: string): string =>
    createTwoFilesPatch(`a/${file}`, `b/${file}`, before.get(file) ?? '', after.get(file) ?? '', undefined, undefined, {
      context: 2,
    })
  return (
    changedFiles(before, after)
      // The first line is a separator that git does not write.
      .map((file) => patchOf(file).split('\n').slice(1).join('\n'))
      .join('')
      .trimEnd()
  )
}

/** Writes the files that differ, and none if one of them is a link. All new contents are on the disk before the first file is replaced. */
export function writeSources(root: string, before: SourceFiles, after: SourceFiles): void {
  const changed = changedFiles(before, after).map((file) => ({ path: join(root, file), content: after.get(file)! }))
  const staged = (path: string): string => `${path}.${process.pid}`
  try {
    for (const { path, content } of changed) {
      refuseLink(path, pathFrom(root, path))
      mkdirSync(dirname(path), { recursive: true })
      removeUnfinished([path])
      writeFileSync(staged(path), content)
    }
    for (const { path } of changed) renameSync(staged(path), path)
  } catch (error) {
    for (const { path } of changed) rmSync(staged(path), { force: true })
    throw error
  }
}
