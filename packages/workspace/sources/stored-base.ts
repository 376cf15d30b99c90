import { readdirSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readBaseFile, writeBaseFile } from '../base/base-file.ts'
import type { StoredBase } from '../base/base-json.ts'

/** The entry of a base in the cache; undefined if there is none, or if it is damaged. */
export const readStoredBase = (root: string, key: string): StoredBase | undefined =>
  readBaseFile(fileOf(root, key), key)

export function storeBase(root: string, key: string, stored: StoredBase): void {
  try {
    const file = fileOf(root, key)
    writeBaseFile(file, key, stored)
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
