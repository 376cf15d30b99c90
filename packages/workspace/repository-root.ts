import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { Failure } from '@thanos-gitops/manifest'

/**
 * The repository: `given` (the value of --root) if it is set, otherwise the nearest parent of the working directory that
 * contains environments/ and base/index.ts. Undefined if no parent does.
 */
export function findRoot(given: string | undefined): string | undefined {
  if (given !== undefined) return resolve(given)
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'environments')) && existsSync(join(folder, 'base/index.ts'))) return folder
    if (dirname(folder) === folder) return undefined
  }
}

/** As `findRoot`. Throws a Failure if there is no repository. */
export function requireRoot(given: string | undefined): string {
  const root = findRoot(given)
  if (root !== undefined) return root
  throw new Failure({
    code: 'usage-error',
    severity: 'error',
    message: `No parent folder of ${process.cwd()} contains environments/ and base/index.ts.`,
    remedy: 'Run the command inside a thanos-gitops repository, or name one with --root DIR.',
  })
}
