import type { Finding, ParseCache, Place } from '@thanos-gitops/manifest'
import {
  type EnvironmentFiles,
  environmentsFolder,
  type LayerReader,
  layerReader,
  type PartialFiles,
  sourceProblems,
} from '@thanos-gitops/render'
import { environmentFilesReader } from '../environment-reader.ts'
import type { Sources, SourcesOf, UnusablePin } from './environment-sources.ts'

/** The files of an environment and what it is rendered from. */
export interface SourcedFiles {
  readonly files: EnvironmentFiles
  readonly sources: Sources
}

/** Returns the function that reads an environment, or returns all problems of its files and of its pin. */
export function sourcedFilesReader(
  root: string,
  sourcesOf: SourcesOf,
  cache?: ParseCache,
): (name: string) => SourcedFiles | readonly Finding[] {
  const read = environmentFilesReader(
    root,
    cache,
    (files) => problemsOf(files, sourcesOf(files.name)),
    layersReader(root, sourcesOf, cache),
  )
  return (name) => {
    const files = read(name)
    if (!('environment' in files)) return files
    const sources = sourcesOf(name)
    if (!('base' in sources)) return problemsOf(files, sources)
    return { files: sources.pin === undefined ? files : { ...files, pin: sources.pin.name }, sources }
  }
}

/** Returns the function that finds the layers of an environment. Environments with the same sources read each layer once. */
function layersReader(
  root: string,
  sourcesOf: SourcesOf,
  cache: ParseCache | undefined,
): (environment: string) => LayerReader {
  const tree = layerReader(root, cache)
  const pinned = new Map<Sources, LayerReader>()
  return (environment) => {
    const sources = sourcesOf(environment)
    if (!('base' in sources) || sources.pin === undefined) return tree
    const known = pinned.get(sources) ?? layersAt(sources, cache)
    pinned.set(sources, known)
    return known
  }
}

/** The files of a revision are copied only for an environment that lists layers. */
function layersAt(sources: Sources, cache: ParseCache | undefined): LayerReader {
  let reader: LayerReader | undefined
  const opened = (): LayerReader => (reader ??= layerReader(sources.folder(), cache, sources.displayFile))
  return { names: () => opened().names(), read: (name) => opened().read(name) }
}

/** The problems of readable files. */
function problemsOf(files: PartialFiles, sources: Sources | UnusablePin): readonly Finding[] {
  if ('base' in sources)
    return sourceProblems(sources.base, sources.pin === undefined ? files : { ...files, pin: sources.pin.name })
  const file = `${environmentsFolder}/${files.name}/environment.yaml`
  return [...pinFinding(sources, files.environment?.place(['source']) ?? { file }), ...sourceProblems(undefined, files)]
}

/** The problem of a pin at the line that sets it, and the problems of its base. */
export const pinFinding = ({ message, remedy, findings }: UnusablePin, place: Place): readonly Finding[] => [
  { code: 'source-unusable', severity: 'error', message, remedy, place },
  ...findings,
]
