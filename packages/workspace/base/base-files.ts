import { hash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pathFrom, sourceReaderVersion } from '@thanos-gitops/manifest'
import { schemaFiles } from '@thanos-gitops/schemas'
import { readBaseFile, writeBaseFile } from './base-file.ts'
import type { StoredBase } from './base-json.ts'

/** The absolute paths of the sources of the base, sorted, without tests: TypeScript, and JSON such as dashboards. */
export const baseFiles = (root: string): readonly string[] =>
  readdirSync(join(root, 'base'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && (isSource(entry.name) || entry.name.endsWith('.json')))
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((file) => !file.includes('node_modules'))
    .sort()

const packages = join(import.meta.dirname, '../..')

/** The packages whose sources decide whether a base can be used. Read as files, so that a changed rule needs no version number. */
const judges = ['manifest', 'render', 'schemas', 'workspace/base'].map((folder) => join(packages, folder))

const isSource = (name: string): boolean => name.endsWith('.ts') && !name.endsWith('.test.ts')

export const ruleFiles = (): readonly string[] =>
  judges.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => isSource(name) && !name.includes('node_modules'))
      .sort()
      .map((name) => join(folder, name)),
  )

/**
 * Identifies the content of the base and what it was judged by, also in a copy of the repository that keeps the times of its files.
 * Undefined if a file cannot be read.
 * @param rules the files of the rules, of which only the size and the time are read
 */
export function baseDigest(
  root: string,
  rules: readonly string[] = [...ruleFiles(), ...schemaFiles()],
): string | undefined {
  try {
    const contents = baseFiles(root).map((file) => `${pathFrom(root, file)}\0${hash('sha256', readFileSync(file))}`)
    const versions = rules.map((file) => {
      const { size, mtimeMs } = statSync(file)
      return `${pathFrom(packages, file)} ${size} ${mtimeMs}`
    })
    return hash('sha256', [sourceReaderVersion(), process.version, ...versions, ...contents].join('\n'))
  } catch {
    return undefined
  }
}

const validBaseFile = (root: string): string => join(root, 'node_modules/.cache/thanos-gitops/valid-base')

/** The last base that was found valid; undefined if it has another digest, or if the file is damaged. */
export const readValidBase = (root: string, digest: string | undefined): StoredBase | undefined =>
  digest === undefined ? undefined : readBaseFile(validBaseFile(root), digest)

/** Stores a valid base, so that a later run neither loads its sources nor judges it again while they have this digest. */
export function storeValidBase(root: string, digest: string | undefined, stored: StoredBase): void {
  if (digest === undefined) return
  try {
    writeBaseFile(validBaseFile(root), digest, stored)
  } catch {
    // Without the file, the next load tries the base again.
  }
}
