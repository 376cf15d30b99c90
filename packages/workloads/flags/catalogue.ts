import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compareVersions, minorVersion, plainVersion } from '../version.ts'

/** The type of a flag's value. `go-duration` has no days (`24h`), `model-duration` no fractions (`1d`, `90m`). */
export const flagTypes = [
  'bool',
  'string',
  'int',
  'uint',
  'float',
  'bytes',
  'go-duration',
  'model-duration',
  'time-or-duration',
  'enum',
  'address',
  'url',
  'path',
  'yaml',
] as const
export type FlagType = (typeof flagTypes)[number]

export interface Flag {
  readonly type: FlagType
  readonly default?: string
  readonly short?: string
  /** The values of an enum. */
  readonly values?: readonly string[]
  readonly repeatable?: boolean
  /** The replacement of a deprecated flag. */
  readonly deprecated?: string
  /** Accepted, but not in `--help`. */
  readonly hidden?: boolean
  readonly required?: boolean
}

/** One file of `catalogue/`: a program in one version. `scripts/generate-flags` writes it. */
export interface Catalogue {
  readonly program: string
  readonly version: string
  /** By command, such as `tools bucket web`; the empty string for a program without commands. */
  readonly commands: Readonly<Record<string, Readonly<Record<string, Flag>>>>
}

const folder = join(import.meta.dirname, 'catalogue')
const fileName = /^([a-z]+)-(\d+\.\d+\.\d+)\.json$/

interface CatalogueFile {
  readonly program: string
  readonly file: string
  readonly version: string
}

let filesByProgram: Map<string, CatalogueFile[]> | undefined
const loaded = new Map<string, Catalogue>()

function filesOf(program: string): readonly CatalogueFile[] {
  filesByProgram ??= Map.groupBy(
    readdirSync(folder)
      .flatMap((file): CatalogueFile[] => {
        const [, name, version] = fileName.exec(file) ?? []
        return name === undefined || version === undefined ? [] : [{ program: name, file, version }]
      })
      .sort((a, b) => compareVersions(a.version, b.version)),
    (entry) => entry.program,
  )
  return filesByProgram.get(program) ?? []
}

/** The versions of a program that the catalogue has, oldest first. */
export const cataloguedVersions = (program: string): string[] => filesOf(program).map(({ version }) => version)

/**
 * The catalogue of a version; `v` before it and a suffix after it are ignored, and patch releases share one. If the minor
 * version is missing, the nearest older one is used, then the oldest. Without a version, the newest is used.
 */
export function catalogueOf(
  program: string,
  version?: string,
): { readonly catalogue: Catalogue; readonly isExact: boolean } | undefined {
  const files = filesOf(program)
  const plain = version === undefined ? undefined : plainVersion(version)
  const found =
    plain === undefined
      ? files.at(-1)
      : (files.find((entry) => entry.version === plain) ??
        files.findLast((entry) => minorVersion(entry.version) === minorVersion(plain)) ??
        files.findLast((entry) => compareVersions(entry.version, plain) < 0) ??
        files[0])
  if (!found) return undefined
  const isExact = plain === undefined || minorVersion(found.version) === minorVersion(plain)
  return { catalogue: load(found.file), isExact }
}

function load(file: string): Catalogue {
  let catalogue = loaded.get(file)
  if (!catalogue) {
    catalogue = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Catalogue
    loaded.set(file, catalogue)
  }
  return catalogue
}
