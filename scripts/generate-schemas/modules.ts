import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { $ } from 'zx'
import type { Source } from './sources.ts'

/** Downloads the module of a source, unless it is in Go's module cache, and reads its files in the order of their names. */
export async function readSource({ module, version, files }: Source): Promise<string[]> {
  const download = await $({ nothrow: true, timeout: '10m' })`go mod download -json ${module}@${version}`
  const { Dir, Error: reason } = JSON.parse(download.stdout || '{}') as { Dir?: string; Error?: string }
  if (!Dir) throw new Error(`${module}@${version} cannot be downloaded: ${reason ?? download.stderr.trim()}`)
  return files.flatMap((pattern) => {
    const found = globSync(pattern, { cwd: Dir }).sort()
    if (found.length === 0)
      throw new Error(`${module}@${version} has no file ${pattern}. Correct the pattern in sources.ts.`)
    return found.map((file) => readFileSync(join(Dir, file), 'utf8'))
  })
}

export const nameOf = ({ module, version }: Source): string => `${module}@${version}`
