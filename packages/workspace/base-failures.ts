import { sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Base, Failure, type Place } from '@thanos-gitops/manifest'
import { baseCredentials, checkBase, credentialsAllowedIn } from '@thanos-gitops/render'

/** Throws a Failure with the place of every problem in the base's sources. */
export async function refuseInvalidBase(root: string, base: Base): Promise<void> {
  const invalid = checkBase(base)
  const problems = invalid.length > 0 ? invalid : baseCredentials(base, credentialsAllowedIn(root))
  if (problems.length === 0) return
  // Parses the sources, which only the places of problems need.
  const { baseFindings } = await import('@thanos-gitops/render/explain')
  throw new Failure(baseFindings(root, problems))
}

/** The Failure for an error that was thrown while the base was imported. */
export function importFailure(root: string, error: unknown): Failure {
  const { message, stack } = error instanceof Error ? error : { message: String(error), stack: undefined }
  const place = placeInBase(root, `${message}\n${stack ?? ''}`)
  return new Failure({
    code: 'base-invalid',
    severity: 'error',
    message: `The base does not load: ${withoutRoot(root, message.split('\n')[0] ?? '').replace(/\.$/, '')}.`,
    remedy: 'Fix the file. Run npm run typecheck for more details.',
    place: place ?? { file: 'base/index.ts' },
    ...(place === undefined && stack !== undefined ? { detail: stack } : {}),
  })
}

/** The first file of the base that an error names, in its message or in its stack. */
function placeInBase(root: string, text: string): Place | undefined {
  const found = /(base[\\/][^\s:'")]+\.ts)(?::(\d+))?(?::(\d+))?/.exec(withoutRoot(root, text))
  if (found === null) return undefined
  const [, file, line, column] = found
  return {
    file: file!.replaceAll('\\', '/'),
    ...(line === undefined ? {} : { line: Number(line) }),
    ...(column === undefined ? {} : { column: Number(column) }),
  }
}

/** The text with paths and URLs below the root relative to it. */
const withoutRoot = (root: string, text: string): string =>
  text.replaceAll(`${pathToFileURL(root).href}/`, '').replaceAll(root + sep, '')
