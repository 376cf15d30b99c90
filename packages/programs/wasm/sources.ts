import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'

/** The digest of all files that a build depends on: go.mod, go.sum, the code without its tests, and what it embeds. */
export function sourcesDigest(folder: string): string {
  const hash = createHash('sha256')
  for (const file of builtFiles(folder)) {
    const content = readFileSync(join(folder, file))
    hash.update(`${file.replaceAll(sep, '/')}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}

const builtFiles = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/_test\.go$|\.md$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((file) => !file.split(sep).includes('testdata'))
    .sort()
