import {
  Failure,
  type Finding,
  type ParseCache,
  readOptionalFile,
  readYaml,
  type YamlFile,
} from '@thanos-gitops/manifest'

/**
 * Reads a source file, or returns its problems. Undefined if the file does not exist.
 * @param shown the file as places name it
 */
export function readSource(
  root: string,
  file: string,
  cache: ParseCache | undefined,
  shown = file,
): YamlFile | readonly Finding[] | undefined {
  try {
    const text = readOptionalFile(root, file)
    return text === undefined ? undefined : readYaml(shown, text, cache)
  } catch (error) {
    if (error instanceof Failure) return error.findings
    throw error
  }
}
