import type { Base, Failure, Finding, ParseCache, Place } from '@thanos-gitops/manifest'
import { environmentNames, isEnvironmentName, type RenderedEnvironment } from '@thanos-gitops/render'
import type { BaseFolder } from '@thanos-gitops/render/editor-schema'
import { InvalidBase } from '../base/base-failures.ts'
import { validBase } from '../base/load-base.ts'
import { type PinnedRevision, type PinProblem, pinnedRevisions } from '../git/pinned-revisions.ts'
import { diskParseCache } from '../parse-cache.ts'
import { baseOrFindings, pinnedBase } from './pinned-base.ts'
import { revisionFolder } from './revision-files.ts'
import { sourceSetting } from './source-setting.ts'

/** What environments are rendered from. Environments of the same revision have the same sources. */
export interface Sources {
  readonly base: Base
  /** Undefined for the working tree. */
  readonly pin: PinnedRevision | undefined
  /** The folder that contains `base/` and `environments/layers/`: the root, or a copy of the revision. */
  folder(): string
  /** A path from that folder as messages name it: `v1.4.0:base/thanos.ts`. */
  displayFile(file: string): string
}

/** Why a pin cannot be used, with the problems of its base. */
export interface UnusablePin extends PinProblem {
  readonly findings: readonly Finding[]
}

export type SourcesOf = (environment: string) => Sources | UnusablePin

/**
 * Loads what environments are rendered from, each revision once, and the working tree only if an environment needs it.
 *
 * @param names none for all environments
 * @param repository the repository that has the revisions; the root may be a copy of some of its files
 * @throws Failure with the problems of the base of the working tree
 */
export async function loadSources(
  root: string,
  names: readonly string[],
  repository: string = root,
  cache: ParseCache = diskParseCache(root),
): Promise<SourcesOf> {
  const chosen = names.length > 0 ? names : environmentNames(root).filter(isEnvironmentName)
  const settings = new Map(chosen.map((name) => [name, sourceSetting(root, name, cache)]))
  const isTreeUsed = chosen.length === 0 || [...settings.values()].includes(undefined)
  const tree = isTreeUsed ? workingTree(root, await validBase(root)) : undefined
  const loaded = await loadPins(
    repository,
    [...new Set(settings.values())].filter((name) => name !== undefined),
  )
  return (environment) => {
    const setting = settings.get(environment)
    const sources = setting === undefined ? tree : loaded.get(setting)
    if (sources === undefined) throw new TypeError(`The sources of ${environment} are not loaded.`)
    return sources
  }
}

/** @param base is called only for what is rendered */
export const workingTree = (root: string, base: () => Base): Sources => ({
  get base() {
    return base()
  },
  pin: undefined,
  folder: () => root,
  displayFile: (file) => file,
})

/** The sources of revisions by their names. */
export async function loadPins(
  root: string,
  names: readonly string[],
): Promise<ReadonlyMap<string, Sources | UnusablePin>> {
  const loaded = new Map<string, Sources | UnusablePin>()
  if (names.length === 0) return loaded
  for (const [name, revision] of pinnedRevisions(root, names))
    loaded.set(name, 'commit' in revision ? await pinnedSources(root, revision) : { ...revision, findings: [] })
  return loaded
}

async function pinnedSources(root: string, pin: PinnedRevision): Promise<Sources | UnusablePin> {
  const base = await baseOrFindings(() => pinnedBase(root, pin))
  const displayFile = (file: string): string => `${displayName(pin)}:${file}`
  if ('required' in base) {
    const sources: Sources = { base, pin, folder: () => revisionFolder(root, pin), displayFile }
    pinnedFolders.set(base, { root: sources.folder, displayFile, digest: () => `${displayName(pin)} ${pin.commit}` })
    return sources
  }
  return {
    message: `The base at ${pin.name} cannot be rendered with the packages of the working tree.`,
    remedy: 'Pin a newer revision: npx thanos-gitops pins lists them. The lines below are those of the pinned base.',
    findings: base.map((finding) => atRevision(finding, displayFile)),
  }
}

const pinnedFolders = new WeakMap<Base, BaseFolder>()

/** The folder with the sources of the base of a pinned environment; undefined for the base of the working tree. */
export const pinnedBaseFolder = ({ base, environment }: RenderedEnvironment): BaseFolder | undefined =>
  environment.source === undefined ? undefined : pinnedFolders.get(base)

/** As `git show` takes it before a path. A full commit is shortened. */
export const displayName = ({ name, commit }: PinnedRevision): string => (name === commit ? commit.slice(0, 8) : name)

const atRevision = ({ place, ...finding }: Finding, displayFile: (file: string) => string): Finding => ({
  ...finding,
  ...(place === undefined ? {} : { place: { ...place, file: displayFile(place.file) } satisfies Place }),
})

/** The base of the working tree where some environment needs it, with its problems. */
export const partialBase = (error: Failure): Base | undefined => (error instanceof InvalidBase ? error.base : undefined)
