import { hash } from 'node:crypto'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { isPipeline, pathFrom } from '@thanos-gitops/manifest'
import { schemaFiles } from '@thanos-gitops/schemas'
import { loadedBaseDigest } from '../base/load-base.ts'
import { bundleDigest } from './bundle-digest.ts'

/**
 * Identifies what decides a result besides the sources of an environment and the base: the code and its data, the installed packages,
 * Node.js. Undefined without a bundle, for another repository, and in a pipeline, which judges everything.
 */
export function programVersion(root: string): string | undefined {
  const digest = bundleDigest(root)
  if (digest === undefined || isPipeline()) return undefined
  try {
    // npm writes the last file whenever it installs a package.
    const files = [
      ...dataFiles(),
      ...['package-lock.json', 'node_modules/.package-lock.json'].map((file) => join(root, file)),
    ]
    const versions = files.map((file) => {
      const stats = statSync(file, { throwIfNoEntry: false })
      return `${pathFrom(root, file)} ${stats?.size} ${stats?.mtimeMs}`
    })
    return hash('sha256', [digest, process.version, process.platform, process.arch, ...versions].join('\n'))
  } catch {
    return undefined
  }
}

/** Identifies also the base of the working tree. Undefined as `programVersion`, and if the base is not loaded. */
export function programAndBase(root: string): string | undefined {
  const [version, base] = [programVersion(root), loadedBaseDigest(root)]
  return version === undefined || base === undefined ? undefined : `${version} ${base}`
}

const packages = join(import.meta.dirname, '../..')

/** Folders with files that packages read when they run. A test finds others. */
const dataFolders = [
  ...['api-server/module', 'manifest/secrets', 'program-verdict/module', 'render/alerting', 'schemas/definitions'],
  ...['workloads/flags/catalogue', 'workloads/metrics/catalogue'],
]

/** The data of the packages, as absolute paths. It is large, so that only the sizes and times of its files are read. */
export const dataFiles = (): readonly string[] => [
  ...schemaFiles(),
  ...dataFolders.flatMap((folder) => filesIn(join(packages, folder))),
]

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      return entry.isDirectory() ? filesIn(path) : [path]
    })
    .sort()
