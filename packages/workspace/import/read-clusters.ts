import { basename, extname, join, resolve } from 'node:path'
import { entryExists, environmentName, Failure, type Finding } from '@thanos-gitops/manifest'
import { readManifests } from '@thanos-gitops/manifest/read'
import { requireManifests } from '@thanos-gitops/manifest/sources'
import { environmentsFolder, isLeftover } from '@thanos-gitops/render'
import type { ReadCluster } from '@thanos-gitops/render/import'

/** The manifests of a cluster, and the name of its environment. */
interface ClusterSource {
  readonly name: string
  readonly path: string
}

/**
 * Reads the objects of clusters.
 *
 * @param args each a folder or a file, or `NAME=` and a folder or a file. Without a name, the environment has that of the folder.
 * @param cwd what paths are relative to
 * @throws Failure with all problems of all clusters
 */
export function readClusters(root: string, args: readonly string[], cwd: string): readonly ReadCluster[] {
  const sources = args.map(sourceOf)
  const problems = sources.flatMap((source, index) => nameProblems(root, source, sources.slice(0, index)))
  if (problems.length > 0) throw new Failure(problems)
  const clusters = sources.map(({ name, path }) => {
    const found = requireManifests([path], cwd, `npx thanos-gitops import ${name}=FILE`)
    const { objects, findings } = readManifests([path], { root: cwd, isSkipped: (file) => found.isNoManifest(file) })
    // An object that appears twice is a problem only if its contents differ, and if no option leaves it out.
    problems.push(...findings.filter(({ severity, code }) => severity === 'error' && code !== 'object-duplicate'))
    return { name, objects }
  })
  if (problems.length > 0) throw new Failure(problems)
  return clusters
}

function sourceOf(arg: string): ClusterSource {
  const [, name, path] = /^([^/\\=]*)=(.+)$/s.exec(arg) ?? []
  if (name !== undefined && path !== undefined) return { name, path }
  const last = basename(resolve(arg))
  return { name: last.slice(0, last.length - extnameOfManifest(last).length), path: arg }
}

const extnameOfManifest = (file: string): string => (/\.(ya?ml|json)$/i.test(file) ? extname(file) : '')

function nameProblems(
  root: string,
  { name, path }: ClusterSource,
  before: readonly ClusterSource[],
): readonly Finding[] {
  const problem = (code: string, message: string, remedy: string): Finding => ({
    code,
    severity: 'error',
    message,
    remedy,
    place: { file: path },
  })
  const other = `Write another name before it: import NAME=${path}`
  if (!environmentName.pattern.test(name))
    return [
      problem(
        'import-environment',
        `${JSON.stringify(name)} is not a valid name of an environment: it must be ${environmentName.description}.`,
        other,
      ),
    ]
  if (before.some((source) => source.name === name))
    return [problem('import-environment', `Two clusters have the name ${name}.`, other)]
  const folder = join(root, environmentsFolder, name)
  if (entryExists(folder) && !isLeftover(folder))
    return [problem('import-environment', `${environmentsFolder}/${name} exists already.`, other)]
  return []
}
