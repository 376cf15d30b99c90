import { join } from 'node:path'
import { entryExists } from '@thanos-gitops/manifest'
import { environmentsFolder } from '@thanos-gitops/render'

/**
 * Whether an argument is a path and not the name of an environment. A slash, a backslash or a dot makes it a path; otherwise
 * the name of an environment comes before the name of a file. Outside of a repository every argument is a path.
 * @param root undefined outside of a repository
 */
export function isPathArgument(argument: string, root: string | undefined): boolean {
  if (root === undefined || argument === '-' || /[/\\.]/.test(argument)) return true
  return !entryExists(join(root, environmentsFolder, argument)) && entryExists(argument)
}
