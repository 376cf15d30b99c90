import {
  Failure,
  type Finding,
  type ParseCache,
  readOptionalFile,
  readYaml,
  type YamlFile,
} from '@thanos-gitops/manifest'

/** Reads a source file, or returns its problems. Undefined if the file does not exist. */
export function readSource(
  root: string,
  file: string,
  cache: ParseCache | undefined,
): YamlFile | readonly Finding[] | undefined {
  try {
    const text = readOptionalFile(root, file)
    return text === undefined ? undefined : readYaml(file, text, cache)
  } catch (error) {
    if (error instanceof Failure) return error.findings
    throw error
  }
}
