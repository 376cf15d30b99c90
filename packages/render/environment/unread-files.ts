import { type Dirent, readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { type Finding, nearest } from '@thanos-gitops/manifest'

/** What people write, and then what `render` writes. */
const knownNames = [
  'environment.yaml',
  'exceptions.yaml',
  'patches',
  'resources',
  'removals.yaml',
  'delivery',
  'manifests',
]

/**
 * The entries of an environment's folder that look like a file or a folder of this repository, but that no command reads:
 * YAML files, and folders with a similar name.
 */
export function unreadFiles(root: string, folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => !knownNames.includes(entry.name) && !entry.name.startsWith('.') && looksRead(entry))
    .map((entry) => `${folder}/${entry.name}`)
    .sort()
}

const looksRead = (entry: Dirent): boolean =>
  entry.isDirectory() ? nearest(entry.name, knownNames) !== undefined : /\.ya?ml$/.test(entry.name)

/** The warning about a file or folder that no command reads. */
export function unreadFileFinding(file: string): Finding {
  const name = basename(file)
  const intended = nearest(name, knownNames)
  return {
    code: 'file-unread',
    severity: 'warning',
    message: `${file} has no effect: no command reads it.`,
    remedy:
      intended === undefined
        ? `Move patches to ${dirname(file)}/patches/, objects to ${dirname(file)}/resources/, and anything else out of the folder.`
        : `Rename it to ${intended}, or move it out of the folder.`,
    place: { file },
  }
}
