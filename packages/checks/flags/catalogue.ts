import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a flag takes. `go-duration` knows no days (`24h`), `model-duration` no fractions (`1d`, `90m`). */
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
  /** Of an enum. */
  readonly values?: readonly string[]
  readonly repeatable?: boolean
  /** Why, and what to use instead. */
  readonly deprecated?: string
  /** Not in `--help`, but accepted. */
  readonly hidden?: boolean
  readonly required?: boolean
}

/** One file of `catalogue/`: a program in one version. */
export interface Catalogue {
  readonly program: string
  readonly version: string
  /** By command, such as `tools bucket web`; the empty string for a program without commands. */
  readonly commands: Readonly<Record<string, Readonly<Record<string, Flag>>>>
}

const folder = join(import.meta.dirname, 'catalogue')
const fileName = /^([a-z]+)-(\d+\.\d+\.\d+)\.json$/

interface Entry {
  readonly file: string
  readonly version: string
}

let entries: Map<string, Entry[]> | undefined
const loaded = new Map<string, Catalogue>()

function entriesOf(program: string): readonly Entry[] {
  if (!entries) {
    const found = readdirSync(folder).flatMap((file) => {
      const [, name = '', version = ''] = fileName.exec(file) ?? []
      return name ? [{ name, file, version }] : []
    })
    found.sort((a, b) => compareVersions(a.version, b.version))
    entries = Map.groupBy(found, ({ name }) => name)
  }
  return entries.get(program) ?? []
}

/** The versions of a program that the catalogue has, oldest first. */
export const versionsOf = (program: string): string[] => entriesOf(program).map(({ version }) => version)

/**
 * The catalogue of a version: `v` before it and a suffix behind it are ignored. Patch releases share one; of another
 * minor version the nearest older one counts, then the oldest. Without a version the newest.
 */
export function catalogueOf(
  program: string,
  version?: string,
): { readonly catalogue: Catalogue; readonly isExact: boolean } | undefined {
  const known = entriesOf(program)
  const wanted = version === undefined ? undefined : plainVersion(version)
  const found =
    wanted === undefined
      ? known.at(-1)
      : (known.find((entry) => entry.version === wanted) ??
        known.findLast((entry) => minorOf(entry.version) === minorOf(wanted)) ??
        known.findLast((entry) => compareVersions(entry.version, wanted) < 0) ??
        known[0])
  if (!found) return undefined
  const isExact = wanted === undefined || minorOf(found.version) === minorOf(wanted)
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

/** `0.42.4` of `v0.42.4-rc.0`; undefined for what is no version, such as `latest` or a commit. */
export const plainVersion = (tag: string): string | undefined => /^v?(\d+\.\d+\.\d+)(?![\d.])/.exec(tag)?.[1]

const minorOf = (version: string): string => version.split('.').slice(0, 2).join('.')

/** Below 0 where `a` is older. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.replace(/^v/, '').split('.').map(Number))
  for (let part = 0; part < 3; part++) {
    const difference = (left?.[part] ?? 0) - (right?.[part] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
