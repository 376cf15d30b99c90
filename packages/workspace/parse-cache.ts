import { hash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ParseCache } from '@thanos-gitops/manifest'

/** Raise it when a text parses to something else than before. */
const version = 1

/** Keeps what YAML texts parse to in node_modules/.cache, one file a text, named by its content. */
export function diskParseCache(root: string): ParseCache {
  const folder = join(root, 'node_modules/.cache/thanos-gitops/yaml')
  const fileOf = (text: string): string => join(folder, `${hash('sha256', `${version}\n${text}`)}.json`)
  return {
    get(text) {
      try {
        return { value: JSON.parse(readFileSync(fileOf(text), 'utf8')) as unknown }
      } catch {
        return undefined
      }
    },
    set(text, value) {
      try {
        const file = fileOf(text)
        const json = JSON.stringify(value, onlyJson)
        mkdirSync(folder, { recursive: true })
        writeFileSync(`${file}.${process.pid}`, json)
        renameSync(`${file}.${process.pid}`, file)
      } catch {
        // A cache that cannot be written makes the next run slower, and nothing else.
      }
    },
  }
}

/** JSON has no infinity and would write null: such a text is not kept. */
function onlyJson(_key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError('not JSON')
  return value
}
