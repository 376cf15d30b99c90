import { hash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join, relative, sep } from 'node:path'
import { schemaFiles } from '@thanos-gitops/schemas'

let version: string | undefined
let data: string | undefined
let complete: string | undefined

/** Identifies the code and the data that decide the content of a schema: a change of either changes the names of the files. */
export function schemaVersion(): string {
  complete ??= hash('sha256', `${codeVersion()}\n${schemaDataVersion()}`)
  return complete
}

/** Identifies the data of Kubernetes and the CRDs. It is large, so that only the sizes and times of its files are read. */
export function schemaDataVersion(): string {
  data ??= schemaFiles()
    .map((file) => {
      const { size, mtimeMs } = statSync(file)
      return `${basename(file)} ${size} ${mtimeMs}`
    })
    .join('\n')
  return data
}

/** A digest of the modules. */
export function codeVersion(): string {
  version ??= hash(
    'sha256',
    versionFiles()
      .map((file) => readFileSync(file))
      .join('\0'),
  )
  return version
}

/** The modules that can decide a schema. A test compares them with the modules that the schemas load. */
export const versionFiles = (): readonly string[] =>
  packages.flatMap((folder) =>
    filesIn(join(import.meta.dirname, folder))
      .filter((name) => /\.ts$|-fields\.json$/.test(name) && !isIrrelevant(name))
      .sort()
      .map((name) => join(import.meta.dirname, folder, name)),
  )

/** The paths from a folder. With file types, Node.js looks at no entry again. */
const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)).replaceAll(sep, '/'))

/** From this folder: the package itself, and those that it imports. */
const packages = [
  '..',
  ...['manifest', 'schemas', 'workloads', 'program-verdict', 'programs'].map((name) => `../../${name}`),
]

/** Tests, and commands that change sources. */
const isIrrelevant = (name: string): boolean =>
  /\.test\.ts$|^(?:edit|compare|node_modules)\/|(?:^|\/)testing\//.test(name)
