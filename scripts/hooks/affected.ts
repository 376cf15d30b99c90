import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { environmentNames, isEnvironmentName, layerOf } from '@thanos-gitops/render'
import { layerUsers } from '@thanos-gitops/workspace'

/** Files of environments/ that render writes. */
const output = /^environments\/(fleet\.[^/]*\.yaml$|[^/]+\/(manifests|delivery)\/)/

/** Whether a render reads the file. */
export const isSource = (file: string): boolean =>
  /^(base|packages)\/.*\.(ts|mjs|json)$/.test(file) ||
  (file.startsWith('environments/') && file.endsWith('.yaml') && !output.test(file))

/**
 * The environments whose render can change with these files: one for a file of its own, those that list a layer for a file of the layer, `all` for a
 * file that all share.
 */
export function affectedEnvironments(root: string, files: readonly string[]): readonly string[] | 'all' {
  const sources = files.filter(isSource)
  const names = environmentNames(root).filter(
    (name) => isEnvironmentName(name) && existsSync(join(root, 'environments', name, 'environment.yaml')),
  )
  const users = layerUsers(root)
  const ownersOf = (file: string): readonly string[] | undefined => {
    const layer = layerOf(file)
    if (layer !== undefined) return users?.get(layer)
    const name = names.find((one) => file.startsWith(`environments/${one}/`))
    return name === undefined ? undefined : [name]
  }
  return sources.some((file) => ownersOf(file) === undefined)
    ? 'all'
    : names.filter((name) => sources.some((file) => ownersOf(file)?.includes(name)))
}
