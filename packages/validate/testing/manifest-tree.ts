// A temporary repository with manifests to validate.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import type { ValidatedEnvironment } from '../validate.ts'

export interface ManifestTree {
  /** The folder of the repository, new for each test. */
  readonly root: string
  /** Writes a string and bytes as they are, and anything else as JSON. */
  write(file: string, content: unknown): void
}

/** Creates an empty repository before each test of the file and removes it afterwards. */
export function useManifestTree(): ManifestTree {
  let root: string
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'validate '))
  })
  afterEach(() => rmSync(root, { recursive: true }))
  return {
    get root() {
      return root
    },
    write(file, content) {
      mkdirSync(dirname(join(root, file)), { recursive: true })
      writeFileSync(
        join(root, file),
        typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content),
      )
    },
  }
}

export const manifest = (name: string, file: string): string => `environments/${name}/manifests/${file}`

export const environment = (name: string, kubernetesVersion = '1.36'): ValidatedEnvironment => ({
  name,
  kubernetesVersion,
  directory: `environments/${name}/manifests`,
})
