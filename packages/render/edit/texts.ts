import { type Base, Failure, type Finding, readYaml, type YamlFile } from '@thanos-gitops/manifest'
import type { EnvironmentFiles } from '../environment/environment-files.ts'
import { createRenderer, type RenderedEnvironment } from '../render.ts'

/** The texts of an environment's files by their names, as they are or as they would be. */
export type Texts = ReadonlyMap<string, string>

/** Renders an environment from texts that are not on the disk yet. */
export function renderTexts(
  base: Base,
  files: EnvironmentFiles,
  texts: Texts,
): RenderedEnvironment | readonly Finding[] {
  const findings: Finding[] = []
  const read = (file: string): YamlFile | undefined => {
    const result = readYaml(file, texts.get(file)!)
    if ('file' in result) return result
    findings.push(...result)
    return undefined
  }
  const environment = read(files.environment.file)
  const patches = [...texts.keys()]
    .filter((file) => file !== files.environment.file)
    .sort()
    .map(read)
  if (environment === undefined || findings.length > 0) return findings
  return createRenderer(base)({ ...files, environment, patches: patches.filter((patch) => patch !== undefined) })
}

export function rendered(result: RenderedEnvironment | readonly Finding[]): RenderedEnvironment {
  if ('manifests' in result) return result
  throw new Failure(result)
}
