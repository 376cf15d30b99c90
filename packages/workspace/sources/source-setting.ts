import { Failure, isObject, type ParseCache, readOptionalFile, readYaml } from '@thanos-gitops/manifest'
import { environmentsFolder, revisionName } from '@thanos-gitops/render'

/** The `source` of an environment; undefined for the working tree, and for a file with a problem, which its reader reports. */
export function sourceSetting(root: string, environment: string, cache?: ParseCache): string | undefined {
  const file = `${environmentsFolder}/${environment}/environment.yaml`
  try {
    return sourceIn(file, readOptionalFile(root, file) ?? '', cache)
  } catch (error) {
    if (error instanceof Failure) return undefined
    throw error
  }
}

/** The valid `source` in the content of an `environment.yaml`. */
export function sourceIn(file: string, content: string, cache?: ParseCache): string | undefined {
  // A parser takes a hundred times as long. Most environments have no such key.
  if (!content.includes('source')) return undefined
  const parsed = readYaml(file, content, cache)
  const source = 'file' in parsed && isObject(parsed.value) ? parsed.value.source : undefined
  return typeof source === 'string' && revisionName.pattern.test(source) ? source : undefined
}
