// What shells complete. Everything comes from the names and first lines of files: no base is loaded and nothing is rendered.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  environmentNames,
  environmentsFolder,
  isEnvironmentName,
  layerNames,
  manifestsFolder,
} from '@thanos-gitops/render'
import { findRoot } from './repository-root.ts'

/** @param given the value of --root */
export function environmentSuggestions(given: string | undefined): readonly string[] {
  const root = findRoot(given)
  return root === undefined ? [] : environmentNames(root).filter(isEnvironmentName)
}

/** `layers/eu` for each layer. */
export function layerSuggestions(given: string | undefined): readonly string[] {
  const root = findRoot(given)
  return root === undefined ? [] : layerNames(root).map((name) => `layers/${name}`)
}

/** `StatefulSet/thanos-store` for each committed manifest of an environment. */
export function objectSuggestions(given: string | undefined, environment: string | undefined): readonly string[] {
  const root = findRoot(given)
  if (root === undefined || environment === undefined || !isEnvironmentName(environment)) return []
  const folder = join(root, environmentsFolder, environment, manifestsFolder)
  return namesIn(folder, '.yaml').flatMap((file) => {
    const manifest = readFileSync(join(folder, file), 'utf8')
    const kind = /^kind: (\S+)$/m.exec(manifest)?.[1]
    const name = /^metadata:\n(?: .*\n)*? {2}name: "?([^"\s]+)"?$/m.exec(manifest)?.[1]
    return kind === undefined || name === undefined ? [] : [`${kind}/${name}`]
  })
}

/** The committed workloads of an environment whose pods a change of their template replaces. */
export const workloadSuggestions = (given: string | undefined, environment: string | undefined): readonly string[] =>
  objectSuggestions(given, environment).filter((label) => /^(Deployment|StatefulSet|DaemonSet)\//.test(label))

/** The components of the base and of the team, which have one file each. */
export function componentSuggestions(given: string | undefined): readonly string[] {
  const root = findRoot(given)
  return root === undefined
    ? []
    : ['base/components', 'base/own']
        .flatMap((folder) => namesIn(join(root, folder), '.ts'))
        .filter((file) => !file.endsWith('.test.ts') && file !== 'index.ts')
        .map((file) => file.slice(0, -'.ts'.length))
        .sort()
}

const namesIn = (folder: string, ending: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => file.endsWith(ending))
        .sort()
    : []
