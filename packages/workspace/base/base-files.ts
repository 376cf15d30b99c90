import { hash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pathFrom, sourceReaderVersion } from '@thanos-gitops/manifest'
import { replaceFile } from '@thanos-gitops/render'
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

const isSource = (name: string): boolean => /\.(?:ts|mjs)$/.test(name) && !name.endsWith('.test.ts')

export const ruleFiles = (): readonly string[] =>
  judges.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && isSource(entry.name))
      .map(({ parentPath, name }) => join(parentPath, name))
      .filter((file) => !file.slice(folder.length).includes('node_modules'))
      .sort(),
  )

/**
 * Identifies the content of the base and what it was judged by, also in a copy of the repository that keeps the times of its files.
 * Undefined if a file cannot be read.
 * @param rules the files of the rules, of which only the size and the time are read
 * @param known the contents with which the base was loaded, by the path from the root
 */
export function baseDigest(
  root: string,
  rules: readonly string[] = [...ruleFiles(), ...schemaFiles()],
  known: ReadonlyMap<string, Buffer> = new Map(),
): string | undefined {
  try {
    const contents = baseFiles(root).map((file) => {
      const path = pathFrom(root, file)
      return `${path}\0${hash('sha256', known.get(path) ?? readFileSync(file))}`
    })
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

const judgedBundleFile = (root: string): string => join(root, 'node_modules/.cache/thanos-gitops/judged-bundle')

/** Whether the base in a bundle was found valid. */
export function isJudgedBundle(root: string, digest: string | undefined): boolean {
  try {
    return digest !== undefined && readFileSync(judgedBundleFile(root), 'utf8') === `${digest}\n`
  } catch {
    return false
  }
}

/** Notes that the base in a bundle is valid, so that a later run does not judge it again. */
export function storeJudgedBundle(root: string, digest: string | undefined): void {
  if (digest === undefined) return
  try {
    replaceFile(judgedBundleFile(root), `${digest}\n`)
  } catch {
    // Without the file, the next run judges the base again.
  }
}
