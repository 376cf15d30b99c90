import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Failure, type Finding } from '@thanos-gitops/manifest'
import {
  chooseEnvironments,
  type EnvironmentFiles,
  patchSources,
  type RenderedEnvironment,
} from '@thanos-gitops/render'
import { sourcesRenderer } from '../environments.ts'
import { loadSources } from '../sources/environment-sources.ts'
import { sourcedFilesReader } from '../sources/sourced-files.ts'
import type { SourceFiles } from './source-files.ts'

/** An environment with the contents of its source files, for commands that change them. */
export interface EditableEnvironment {
  readonly files: EnvironmentFiles
  readonly rendered: RenderedEnvironment
  readonly sources: SourceFiles
}

/**
 * Reads and renders environments, in the order of `names`.
 * @param onStep gets how far it is, for a person who waits
 * @throws Failure for a name that does not exist, or with all problems of all environments
 */
export async function readEditableEnvironments(
  root: string,
  names: readonly string[],
  onStep?: (state: string) => void,
): Promise<readonly EditableEnvironment[]> {
  chooseEnvironments(root, names)
  const render = sourcesRenderer()
  const read = sourcedFilesReader(root, await loadSources(root, names))
  const problems: Finding[] = []
  const environments = names.flatMap((name, index): readonly EditableEnvironment[] => {
    onStep?.(`${index} of ${names.length} environments rendered`)
    const result = read(name)
    const rendered = 'files' in result ? render(result) : result
    if ('files' in result && 'manifests' in rendered)
      return [{ files: result.files, rendered, sources: sourcesOf(root, result.files) }]
    problems.push(...(rendered as readonly Finding[]))
    return []
  })
  if (problems.length > 0) throw new Failure(problems)
  return environments
}

const sourcesOf = (root: string, files: EnvironmentFiles): SourceFiles =>
  new Map(
    // The layers of a pin are not in the working tree.
    [files.environment, ...(files.pin === undefined ? patchSources(files) : files.patches)].map(({ file }) => [
      file,
      readFileSync(join(root, file), 'utf8'),
    ]),
  )
