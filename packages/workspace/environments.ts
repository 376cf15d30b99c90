import { type Environment, Failure, type Finding, reportInto } from '@thanos-gitops/manifest'
import {
  chooseEnvironments,
  createRenderer,
  type EnvironmentFiles,
  loadEnvironment,
  type RenderedEnvironment,
  resolveFiles,
  sourceProblems,
} from '@thanos-gitops/render'
import { environmentFilesReader } from './environment-reader.ts'
import { diskParseCache } from './parse-cache.ts'
import { loadSources, partialBase, type Sources, type SourcesOf } from './sources/environment-sources.ts'
import { type SourcedFiles, sourcedFilesReader } from './sources/sourced-files.ts'
import type { RenderMemory, UnchangedEnvironment } from './unchanged/render-memory.ts'

/**
 * Renders environments one after the other: the memory of the first is free before the second is made. The returned function
 * returns the problems of an environment that does not render.
 */
export const environmentRenderer = (
  root: string,
  names: readonly string[],
): Promise<(name: string) => RenderedEnvironment | readonly Finding[]> =>
  environmentReaderWith(root, names, sourcesRenderer())

/**
 * As `environmentRenderer`, without rendering what would not change.
 * @param memory undefined to render each environment
 */
export function changedEnvironmentRenderer(
  root: string,
  names: readonly string[],
  memory: RenderMemory | undefined,
): Promise<(name: string) => RenderedEnvironment | UnchangedEnvironment | readonly Finding[]> {
  const render = sourcesRenderer()
  return environmentReaderWith(root, names, memory === undefined ? render : (read) => memory.render(read, render))
}

async function environmentReaderWith<Result>(
  root: string,
  names: readonly string[],
  use: (read: SourcedFiles) => Result,
): Promise<(name: string) => Result | readonly Finding[]> {
  const read = sourcedFilesReader(root, await loadSourcesFor(root, names), diskParseCache(root))
  return (name) => {
    const result = read(name)
    return 'files' in result ? use(result) : result
  }
}

/** Returns the function that renders an environment from its sources. Environments with the same sources share the work on them. */
export function sourcesRenderer(): (read: SourcedFiles) => RenderedEnvironment | readonly Finding[] {
  const renderers = new Map<Sources, (files: EnvironmentFiles) => RenderedEnvironment | readonly Finding[]>()
  return ({ files, sources }) => {
    let render = renderers.get(sources)
    if (render === undefined) {
      render = createRenderer(sources.base)
      renderers.set(sources, render)
    }
    return render(files)
  }
}

/** Loads the sources. If the base of the working tree has problems, throws them together with those of the environments. */
export async function loadSourcesFor(root: string, names: readonly string[], repository?: string): Promise<SourcesOf> {
  try {
    return await loadSources(root, names, repository)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const base = partialBase(error)
    const read = environmentFilesReader(root, undefined, (files) => sourceProblems(base, files))
    const others = names.flatMap((name) => {
      const files = read(name)
      return 'environment' in files ? sourceProblems(base, files) : files
    })
    throw new Failure([...error.findings, ...others])
  }
}

/**
 * Several rendered environments. Throws a Failure with all problems of all of them.
 * @param onStep gets how far it is, for a person who waits
 */
export async function renderEnvironments(
  root: string,
  names: readonly string[],
  onStep?: (state: string) => void,
): Promise<readonly RenderedEnvironment[]> {
  const render = await environmentRenderer(root, names)
  const results = names.map((name, index) => {
    onStep?.(`${index} of ${names.length} environments rendered`)
    return render(name)
  })
  const problems = results.flatMap((result) => ('environment' in result ? [] : result))
  if (problems.length > 0) throw new Failure(problems)
  return results.filter((result) => 'environment' in result)
}

/** The settings of environments, none rendered. Throws a Failure with all problems of all of them. */
export async function readEnvironments(root: string, names: readonly string[]): Promise<readonly Environment[]> {
  const read = await environmentSettingsReader(root, names)
  const results = chooseEnvironments(root, names).map(read)
  const problems = results.flatMap((result) => ('name' in result ? [] : result))
  if (problems.length > 0) throw new Failure(problems)
  return results.filter((result) => 'name' in result)
}

/** Returns the function that reads the settings of an environment, or returns all of its problems. @param names none for all environments */
export async function environmentSettingsReader(
  root: string,
  names: readonly string[],
): Promise<(name: string) => Environment | readonly Finding[]> {
  const read = sourcedFilesReader(root, await loadSources(root, chooseEnvironments(root, names)), diskParseCache(root))
  return (name) => {
    const result = read(name)
    if (!('files' in result)) return result
    const problems: Finding[] = []
    const report = reportInto(problems)
    const { environment, repository, fleet } = resolveFiles(result.files, report).files
    return loadEnvironment(name, environment, result.sources.base, report, repository, fleet) ?? problems
  }
}
