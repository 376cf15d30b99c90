import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { environmentNames, isEnvironmentName } from '@thanos-gitops/render'

/** Files of environments/ that render writes. */
const output = /^environments\/(fleet\.[^/]*\.yaml$|[^/]+\/(manifests|delivery)\/)/

/** Whether a render reads the file. */
export const isSource = (file: string): boolean =>
  /^(base|packages)\/.*\.(ts|mjs|json)$/.test(file) ||
  (file.startsWith('environments/') && file.endsWith('.yaml') && !output.test(file))

/** The environments whose render can change with these files: one for a file of its own, `all` for a file that they share. */
export function affectedEnvironments(root: string, files: readonly string[]): readonly string[] | 'all' {
  const sources = files.filter(isSource)
  const names = environmentNames(root).filter(
    (name) => isEnvironmentName(name) && existsSync(join(root, 'environments', name, 'environment.yaml')),
  )
  const ownerOf = (file: string): string | undefined => names.find((name) => file.startsWith(`environments/${name}/`))
  return sources.some((file) => ownerOf(file) === undefined)
    ? 'all'
    : names.filter((name) => sources.some((file) => ownerOf(file) === name))
}
