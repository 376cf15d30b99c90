import { type Base, type Environment, Failure, type Finding, reportInto } from '@thanos-gitops/manifest'
import {
  chooseEnvironments,
  createRenderer,
  loadEnvironment,
  type RenderedEnvironment,
  sourceProblems,
} from '@thanos-gitops/render'
import { InvalidBase } from './base/base-failures.ts'
import { loadBase } from './base/load-base.ts'
import { environmentFilesReader } from './environment-reader.ts'
import { diskParseCache } from './parse-cache.ts'

/**
 * Renders environments one after the other: the memory of the first is free before the second is made. The returned function
 * returns the problems of an environment that does not render.
 */
export async function environmentRenderer(
  root: string,
  names: readonly string[],
): Promise<(name: string) => RenderedEnvironment | readonly Finding[]> {
  const base = await loadBaseFor(root, names)
  const render = createRenderer(base)
  const read = environmentFilesReader(root, diskParseCache(root), (files) => sourceProblems(base, files))
  return (name) => {
    const files = read(name)
    return 'environment' in files ? render(files) : files
  }
}

/** Loads the base. If it has problems, throws them together with those of the environments. */
export async function loadBaseFor(root: string, names: readonly string[]): Promise<Base> {
  try {
    return await loadBase(root)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const base = error instanceof InvalidBase ? error.base : undefined
    const read = environmentFilesReader(root, undefined, (files) => sourceProblems(base, files))
    const others = names.flatMap((name) => {
      const files = read(name)
      return 'environment' in files ? sourceProblems(base, files) : files
    })
    throw new Failure([...error.findings, ...others])
  }
}

/** Several rendered environments. Throws a Failure with all problems of all of them. */
export async function renderEnvironments(
  root: string,
  names: readonly string[],
): Promise<readonly RenderedEnvironment[]> {
  const render = await environmentRenderer(root, names)
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
    if ('environment' in files)
      return loadEnvironment(name, files.environment, base, reportInto(problems), files.repository)
    problems.push(...files)
    return undefined
  })
  if (problems.length > 0) throw new Failure(problems)
  return environments.filter((environment) => environment !== undefined)
}
