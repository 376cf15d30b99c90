import { type Environment, Failure, type Finding, reportInto } from '@thanos-gitops/manifest'
import { chooseEnvironments, createRenderer, loadEnvironment, type RenderedEnvironment } from '@thanos-gitops/render'
import { loadBase } from './base/load-base.ts'
import { environmentFilesReader } from './environment-reader.ts'
import { diskParseCache } from './parse-cache.ts'

/**
 * Renders environments one after the other: the memory of the first is free before the second is made. The returned function
 * returns the problems of an environment that does not render.
 */
export async function environmentRenderer(
  root: string,
): Promise<(name: string) => RenderedEnvironment | readonly Finding[]> {
  const render = createRenderer(await loadBase(root))
  const read = environmentFilesReader(root, diskParseCache(root))
  return (name) => {
    const files = read(name)
    return 'environment' in files ? render(files) : files
  }
}

/** Several rendered environments. Throws a Failure with all problems of all of them. */
export async function renderEnvironments(
  root: string,
  names: readonly string[],
): Promise<readonly RenderedEnvironment[]> {
  const render = await environmentRenderer(root)
  const results = names.map(render)
  const problems = results.flatMap((result) => ('environment' in result ? [] : result))
  if (problems.length > 0) throw new Failure(problems)
  return results.filter((result) => 'environment' in result)
}

/** The settings of environments, none rendered. Throws a Failure with all problems of all of them. */
export async function readEnvironments(root: string, names: readonly string[]): Promise<readonly Environment[]> {
  const chosen = chooseEnvironments(root, names)
  const base = await loadBase(root)
  const problems: Finding[] = []
  const read = environmentFilesReader(root)
  const environments = chosen.map((name) => {
    const files = read(name)
    if ('environment' in files) return loadEnvironment(name, files.environment, base, reportInto(problems))
    problems.push(...files)
    return undefined
  })
  if (problems.length > 0) throw new Failure(problems)
  return environments.filter((environment) => environment !== undefined)
}
