import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** What git ignores in the folder of an environment. */
const ignoredNames = [
  '.render',
  '.rendered.sha256',
  'patches.schema.json',
  'environment.schema.json',
  'layer.schema.json',
  'resources.schema.json',
]

/**
 * Whether a folder only has files that git ignores: they stay when git removes an environment, or switches to a branch without it.
 *
 * @param folder absolute path
 */
export function isLeftover(folder: string): boolean {
  if (existsSync(join(folder, 'environment.yaml'))) return false
  try {
    const names = readdirSync(folder)
    return names.length > 0 && names.every((name) => ignoredNames.includes(name))
  } catch {
    // What reads the environment reports why the folder cannot be read.
    return false
  }
}
