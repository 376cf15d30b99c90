// All versions of one object: lines and sources that versions share are stored once.
import type { Origin } from '@thanos-gitops/manifest'
import type { SiteManifest } from '../model.ts'
import type { ObjectVersions, StoredOrigin } from '../stored.ts'
import { shownLines } from './hidden-values.ts'
import { interned } from './interned.ts'

export interface VersionsBuilder {
  /** Adds an object of an environment and returns the number of its version. */
  add(manifest: SiteManifest, environment: string): number
  count(): number
  stored(): ObjectVersions
}

export function versionsBuilder(): VersionsBuilder {
  const files = interned<string>()
  const origins = interned<StoredOrigin>()
  const sources = interned<readonly number[]>()
  const lines = interned<readonly [string, number]>()
  const versions = interned<readonly number[]>()
  // Environments share the sources of what none of them changes.
  const known = new WeakMap<readonly Origin[], number>()

  const addOrigin = (origin: Origin, environment: string, isHidden: boolean): number => {
    const path = withoutEnvironment(origin.place.file, environment)
    const file = files.add(path, () => path)
    const stored = storedOrigin(origin, file, isHidden)
    return origins.add(JSON.stringify(stored), () => stored)
  }
  const addSources = (all: readonly Origin[], environment: string, isHidden: boolean): number => {
    const own = all.map((origin) => addOrigin(origin, environment, isHidden))
    return sources.add(own.join(), () => own)
  }
  const sourcesOf = (all: readonly Origin[], environment: string, isHidden: boolean): number => {
    const before = isHidden ? undefined : known.get(all)
    if (before !== undefined) return before
    const added = addSources(all, environment, isHidden)
    if (!isHidden && !all.some(({ place }) => isOfEnvironment(place.file, environment))) known.set(all, added)
    return added
  }
  return {
    add({ object, lines: read }, environment) {
      const positions = shownLines(object, read()).map(({ text, origins: all, isHidden }) => {
        const source = sourcesOf(all, environment, isHidden)
        return lines.add(`${source} ${text}`, () => [text, source])
      })
      return versions.add(positions.join(), () => positions)
    },
    count: () => versions.values.length,
    stored: () => ({
      files: files.values,
      origins: origins.values,
      sources: sources.values,
      lines: lines.values,
      versions: versions.values,
    }),
  }
}

/** A longer value would repeat what the files have. */
const longestValue = 120

function storedOrigin({ layer, place, note, value }: Origin, file: number, isHidden: boolean): StoredOrigin {
  const shown = isHidden ? undefined : scalarText(value)
  const start = [layer, file, place.line ?? 0] as const
  if (shown !== undefined) return [...start, note ?? '', shown]
  return note === undefined ? start : [...start, note]
}

function scalarText(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined
  const text = String(value)
  return text.length > longestValue || text.includes('\n') ? undefined : text
}

const folderOf = (environment: string): string => `environments/${environment}/`

const isOfEnvironment = (file: string, environment: string): boolean => file.startsWith(folderOf(environment))

/** The path of a file, with `{}` for the folder of the environment, so that equal sources are stored once. */
const withoutEnvironment = (file: string, environment: string): string =>
  isOfEnvironment(file, environment) ? `{}/${file.slice(folderOf(environment).length)}` : file
