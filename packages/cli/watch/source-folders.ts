import { type Dirent, readdirSync } from 'node:fs'
import { join, sep } from 'node:path'
import { environmentsFolder } from '@thanos-gitops/render'

/** What a render writes below an environment. */
const outputs: ReadonlySet<string> = new Set(['manifests', 'delivery'])

/** The packages of the running program. */
const packages = join(import.meta.dirname, '../..')

/** Folders whose files are loaded as code: a process that has loaded them cannot load them again. */
export const codeFolders = (root: string): readonly string[] => [join(root, 'base'), packages]

/**
 * The folders, with those below them, whose files decide the result for some environments: code, settings, patches, layers. Without
 * what a render writes.
 *
 * @param names of environments; none for all
 */
export function sourceFolders(root: string, names: readonly string[]): readonly string[] {
  const environments = join(root, environmentsFolder)
  const chosen = foldersIn(environments).filter(
    (name) => names.length === 0 || name === 'layers' || names.includes(name),
  )
  const inputs = chosen.flatMap((name) => {
    const folder = join(environments, name)
    const below = foldersIn(folder).filter((one) => name === 'layers' || !outputs.has(one))
    return [folder, ...below.flatMap((one) => withFoldersBelow(join(folder, one)))]
  })
  return [...codeFolders(root).flatMap(withFoldersBelow), environments, ...inputs]
}

const withFoldersBelow = (folder: string): readonly string[] => [
  folder,
  ...foldersIn(folder).flatMap((name) => withFoldersBelow(join(folder, name))),
]

/** A folder that does not exist, or was removed meanwhile, has none. */
function foldersIn(folder: string): readonly string[] {
  let entries: readonly Dirent[]
  try {
    entries = readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
  return entries
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.'))
    .map(({ name }) => name)
}

/** Whether a changed file can change a result. Editors write backups, and a render writes schemas, first with the number of its process. */
export const isSourceFile = (file: string): boolean => {
  const name = file.slice(file.lastIndexOf(sep) + 1)
  return !/^\.|~$|\.sw\w$|^4913$|\.md$|\.test\.ts$|\.schema\.json(?:\.\d+)?$/.test(name)
}

export const isCode = (root: string, file: string): boolean =>
  codeFolders(root).some((folder) => file.startsWith(folder + sep))
