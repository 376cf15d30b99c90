import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Base, Failure, type Finding } from '@thanos-gitops/manifest'
import {
  chooseEnvironments,
  createRenderer,
  type EnvironmentFiles,
  patchSources,
  type RenderedEnvironment,
} from '@thanos-gitops/render'
import { environmentFilesReader } from '../environment-reader.ts'
import type { SourceFiles } from './source-files.ts'

/** An environment with the contents of its source files, for commands that change them. */
export interface EditableEnvironment {
  readonly files: EnvironmentFiles
  readonly rendered: RenderedEnvironment
  readonly sources: SourceFiles
}

/**
 * Reads and renders environments, in the order of `names`.
 * @throws Failure for a name that does not exist, or with all problems of all environments
 */
export function readEditableEnvironments(
  root: string,
  base: Base,
  names: readonly string[],
): readonly EditableEnvironment[] {
  chooseEnvironments(root, names)
  const render = createRenderer(base)
  const read = environmentFilesReader(root)
  const problems: Finding[] = []
  const environments = names.flatMap((name): readonly EditableEnvironment[] => {
    const files = read(name)
    const rendered = 'environment' in files ? render(files) : files
    if ('environment' in files && 'manifests' in rendered) return [{ files, rendered, sources: sourcesOf(root, files) }]
    problems.push(...(rendered as readonly Finding[]))
    return []
  })
  if (problems.length > 0) throw new Failure(problems)
  return environments
}

const sourcesOf = (root: string, files: EnvironmentFiles): SourceFiles =>
  new Map([files.environment, ...patchSources(files)].map(({ file }) => [file, readFileSync(join(root, file), 'utf8')]))
