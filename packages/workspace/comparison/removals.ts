import { Failure, type Finding, readOptionalFile, readYaml } from '@thanos-gitops/manifest'
import { environmentsFolder } from '@thanos-gitops/render'

/**
 * `environments/<name>/removals.yaml`: objects whose removal is intended, as a list of `Kind/name`. Without the file, none.
 * @throws Failure with all entries that are not valid
 */
export function declaredRemovals(root: string, name: string): readonly string[] {
  const file = `${environmentsFolder}/${name}/removals.yaml`
  const content = readOptionalFile(root, file)
  if (content === undefined) return []
  const source = readYaml(file, content)
  if (!('file' in source)) throw new Failure(source)
  const invalid = (path: readonly number[], message: string): Finding => ({
    code: 'removals-invalid',
    severity: 'error',
    message,
    remedy: 'Write a list with an entry - Kind/name for each object.',
    place: source.place(path),
  })
  // A file of comments only.
  if (source.value === null) return []
  if (!Array.isArray(source.value)) throw new Failure(invalid([], 'The file must be a list.'))
  const entries: readonly unknown[] = source.value
  const problems = entries.flatMap((entry, index) =>
    typeof entry === 'string' && /^[A-Za-z]+\/[a-z0-9.:-]+$/.test(entry)
      ? []
      : [invalid([index], `${JSON.stringify(entry)} is not a Kind/name.`)],
  )
  if (problems.length > 0) throw new Failure(problems)
  return entries as readonly string[]
}
