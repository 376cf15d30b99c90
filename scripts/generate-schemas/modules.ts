import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { downloadModule, type PinnedModule } from '@thanos-gitops/programs/go-module'
import type { Source } from './sources.ts'

/**
 * Downloads the module of a source, unless it is in Go's module cache, and reads its files in the order of their names.
 * @throws Error if the module has another checksum than the pinned one
 */
export async function readSource({ files, ...pinned }: Source): Promise<string[]> {
  const { folder } = await downloadModule(pinned, process.env)
  return files.flatMap((pattern) => {
    const found = globSync(pattern, { cwd: folder }).sort()
    if (found.length === 0)
      throw new Error(`${nameOf(pinned)} has no file ${pattern}. Correct the pattern in sources.ts.`)
    return found.map((file) => readFileSync(join(folder, file), 'utf8'))
  })
}

export const nameOf = ({ module, version }: PinnedModule): string => `${module}@${version}`
