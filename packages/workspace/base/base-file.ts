// A base in the cache: a line with a digest, then the base as JSON.
import { hash } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { replaceFile } from '@thanos-gitops/render'
import { decodeBase, encodeBase, type StoredBase } from './base-json.ts'

/**
 * Reads a base that was stored with this key. Undefined if the file does not exist, has another key, or is damaged.
 * @param key identifies what the base was loaded from and judged by
 */
export function readBaseFile(file: string, key: string): StoredBase | undefined {
  try {
    const content = readFileSync(file, 'utf8')
    const end = content.indexOf('\n')
    const json = content.slice(end + 1)
    return content.slice(0, end) === digestOf(key, json) ? decodeBase(json) : undefined
  } catch {
    return undefined
  }
}

/** Throws an error of the file system, or if JSON cannot contain a value of the base. */
export function writeBaseFile(file: string, key: string, stored: StoredBase): void {
  const json = encodeBase(stored)
  mkdirSync(dirname(file), { recursive: true })
  replaceFile(file, `${digestOf(key, json)}\n${json}`)
}

const digestOf = (key: string, json: string): string => hash('sha256', `${key}\n${json}`)
