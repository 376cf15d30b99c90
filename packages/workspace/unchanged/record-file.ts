import { hash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { replaceFile } from '@thanos-gitops/render'

/** Keeps one record for each name in a folder of node_modules/.cache. A record that is damaged does not count. */
export function recordFiles<T>(root: string, kind: 'rendered' | 'checked' | 'validated' | 'compared') {
  const folder = join(root, 'node_modules/.cache/thanos-gitops', kind)
  return {
    read(name: string): T | undefined {
      try {
        const content = readFileSync(join(folder, name))
        const payload = content.subarray(digestLength)
        if (hash('sha256', payload) !== content.toString('latin1', 0, digestLength)) return undefined
        return deserialize(payload) as T
      } catch {
        return undefined
      }
    },
    write(name: string, record: T): void {
      try {
        const payload = serialize(record)
        const content = Buffer.concat([Buffer.from(hash('sha256', payload)), payload])
        const file = join(folder, name)
        // Replacing a file takes the file system ten times as long as reading it.
        if (existsSync(file) && readFileSync(file).equals(content)) return
        mkdirSync(folder, { recursive: true })
        replaceFile(file, content)
      } catch {
        // Without a record, the next run takes longer.
      }
    },
  }
}

/** In bytes: hexadecimal SHA-256. */
const digestLength = 64
