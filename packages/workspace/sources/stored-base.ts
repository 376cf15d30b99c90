import { hash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { replaceFile } from '@thanos-gitops/render'
import { decodeBase, encodeBase, type StoredBase } from '../base/base-json.ts'

/** The entry of a base in the cache; undefined if there is none, or if it is damaged. */
export function readStoredBase(root: string, key: string): StoredBase | undefined {
  try {
    const content = readFileSync(fileOf(root, key), 'utf8')
    const end = content.indexOf('\n')
    const json = content.slice(end + 1)
    return content.slice(0, end) === digestOf(key, json) ? decodeBase(json) : undefined
  } catch {
    return undefined
  }
}

export function storeBase(root: string, key: string, stored: StoredBase): void {
  try {
    const json = encodeBase(stored)
    const file = fileOf(root, key)
    mkdirSync(dirname(file), { recursive: true })
    replaceFile(file, `${digestOf(key, json)}\n${json}`)
    removeOld(dirname(file))
  } catch {
    // Without an entry, the next run loads the base again.
  }
}

/** Milliseconds after which an entry is removed. If it is still used, its base is loaded once more. */
const longestUse = 30 * 24 * 3600 * 1000

function removeOld(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (Date.now() - statSync(path).mtimeMs > longestUse) rmSync(path, { force: true })
  }
}

const fileOf = (root: string, key: string): string =>
  join(root, 'node_modules/.cache/thanos-gitops/bases', `${key}.json`)

const digestOf = (key: string, json: string): string => hash('sha256', `${key}\n${json}`)
