import { hash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ParseCache, sourceReaderVersion } from '@thanos-gitops/manifest'

/**
 * Keeps the values of parsed YAML sources in node_modules/.cache, one file for each source, named by its digest. The first line
 * of a file is a digest of the source and the value: an entry that is damaged, or of another source, is parsed again.
 */
export function diskParseCache(root: string): ParseCache {
  const folder = join(root, 'node_modules/.cache/thanos-gitops/yaml')
  const fileOf = (source: string): string => join(folder, `${digestOf(source)}.json`)
  return {
    get(source) {
      const entry = readEntry(fileOf(source))
      const end = entry?.indexOf('\n') ?? -1
      if (entry === undefined || end === -1) return undefined
      const json = entry.slice(end + 1)
      return entry.slice(0, end) === digestOf(source, json) ? { value: JSON.parse(json) as unknown } : undefined
    },
    set(source, value) {
      try {
        const file = fileOf(source)
        const json = JSON.stringify(value, onlyJson)
        mkdirSync(folder, { recursive: true })
        // Renaming is atomic: another run reads a whole entry.
        writeFileSync(`${file}.${process.pid}`, `${digestOf(source, json)}\n${json}`)
        renameSync(`${file}.${process.pid}`, file)
      } catch {
        // Without an entry, the next run takes longer.
      }
    },
  }
}

function readEntry(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

const digestOf = (...strings: readonly string[]): string =>
  hash('sha256', [sourceReaderVersion(), ...strings].map((string) => `${string.length}:${string}`).join(''))

/** JSON has no infinity and would write null: such a value is not kept. */
function onlyJson(_key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError('not JSON')
  return value
}
