import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { entryExists, Failure, pathFrom, readOptionalFile, reasonOf, unreadableFile } from '@thanos-gitops/manifest'
import { readManifestFile } from '@thanos-gitops/manifest/read'
import { environmentNames, environmentsFolder, manifestsFolder } from '@thanos-gitops/render'
import { baseOrigins } from './base-origins.ts'
import { type BaseTree, deliveryOf, isSource, manifestsOf, objectsIn, parsedManifests } from './base-tree.ts'

/** Throws a Failure for an entry that exists and cannot be read, such as a broken link. */
export function isFolder(path: string): boolean {
  const problem = (reason: string): Failure =>
    new Failure(unreadableFile(pathFrom(process.cwd(), path), reason, 'Fix it or remove it.'))
  try {
    const stats = statSync(path, { throwIfNoEntry: false })
    if (stats !== undefined) return stats.isDirectory()
  } catch (error) {
    throw problem(reasonOf(error as NodeJS.ErrnoException))
  }
  if (entryExists(path)) throw problem('it is a link to a folder that does not exist')
  return false
}

function contentOf(path: string, shown: string): string {
  const content = readManifestFile(path, shown)
  if (content instanceof Uint8Array) return new TextDecoder().decode(content)
  throw new Failure(content)
}

/** The environments in a folder: a checkout, folders of manifests with the names of environments, or manifests. */
export function folderTree(root: string, folder: string): BaseTree {
  const displayFile = (file: string): string => pathFrom(root, join(folder, file))
  return {
    description: pathFrom(process.cwd(), folder) || '.',
    environments: environmentNames(folder),
    read(name, rendered) {
      const manifests = manifestFolder(folder, name)
      if (manifests === undefined) return undefined
      return parsedManifests(
        yamlFiles(manifests).map((file) => [
          `${manifestsOf(name)}/${file}`,
          contentOf(join(manifests, file), pathFrom(root, join(manifests, file))),
        ]),
        rendered,
        (file) => pathFrom(root, join(manifests, file.slice(manifestsOf(name).length + 1))),
      )
    },
    readDelivery(name) {
      const delivery = join(folder, deliveryOf(name))
      if (!isFolder(join(folder, environmentsFolder, name))) return undefined
      if (!isFolder(delivery)) return []
      const files = readdirSync(delivery, { recursive: true, encoding: 'utf8' }).filter((file) =>
        file.endsWith('.yaml'),
      )
      return objectsIn(files.sort().map((file) => [file, contentOf(join(delivery, file), join(delivery, file))]))
    },
    source: (file) => readOptionalFile(folder, file),
    ...(existsSync(join(folder, 'base/index.ts'))
      ? { origins: () => baseOrigins(root, sourcesIn(folder), displayFile) }
      : {}),
  }
}

function manifestFolder(folder: string, name: string): string | undefined {
  const candidates = [manifestsOf(name), `${name}/${manifestsFolder}`, name].map((path) => join(folder, path))
  return candidates.find(isFolder) ?? (yamlFiles(folder).length > 0 ? folder : undefined)
}

const yamlFiles = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((file) => /\.ya?ml$/.test(file))
    .sort()

function sourcesIn(folder: string): ReadonlyMap<string, string> {
  const entries = ['base', environmentsFolder]
    .filter((name) => isFolder(join(folder, name)))
    .flatMap((name) => readdirSync(join(folder, name), { recursive: true, withFileTypes: true }))
  const files = entries
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
    .map((entry) => pathFrom(folder, join(entry.parentPath, entry.name)))
  return new Map(files.filter(isSource).map((file) => [file, readFileSync(join(folder, file), 'utf8')]))
}
