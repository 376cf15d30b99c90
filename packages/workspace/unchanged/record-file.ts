import { hash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import type { Environment } from '@thanos-gitops/manifest'
import { replaceFile } from '@thanos-gitops/render'
import type { WrittenSchemas } from '@thanos-gitops/render/editor-schema'

/** A render of an environment that found nothing to report, and what it left in the folder of the environment. */
export interface RecordedRender {
  /** A digest of what decided the result. */
  readonly inputs: string
  /** A digest of `.rendered.sha256`. */
  readonly outputs: string
  readonly schemas: WrittenSchemas
  readonly environment: Environment
  readonly manifestCount: number
}

/** Keeps one record for each environment in node_modules/.cache. A record that is damaged does not count. */
export function recordFiles(root: string) {
  const folder = join(root, 'node_modules/.cache/thanos-gitops/rendered')
  return {
    read(environment: string): RecordedRender | undefined {
      try {
        const content = readFileSync(join(folder, environment))
        const payload = content.subarray(digestLength)
        if (hash('sha256', payload) !== content.toString('latin1', 0, digestLength)) return undefined
        return deserialize(payload) as RecordedRender
      } catch {
        return undefined
      }
    },
    write(environment: string, render: RecordedRender): void {
      try {
        const payload = serialize(render)
        const content = Buffer.concat([Buffer.from(hash('sha256', payload)), payload])
        const file = join(folder, environment)
        // Replacing a file takes the file system ten times as long as reading it.
        if (existsSync(file) && readFileSync(file).equals(content)) return
        mkdirSync(folder, { recursive: true })
        replaceFile(file, content)
      } catch {
        // Without a record, the next render takes longer.
      }
    },
  }
}

/** In bytes: hexadecimal SHA-256. */
const digestLength = 64
