import { Failure } from '@thanos-gitops/manifest'
import { environmentsFolder } from '@thanos-gitops/render'
import type { Revision } from '../git/base-revision.ts'
import { filesAtRevision } from '../git/files-at-revision.ts'
import { isRead } from '../sources/revision-files.ts'
import { baseOrigins } from './base-origins.ts'
import { type BaseTree, deliveryOf, isSource, manifestsOf, objectsIn, parsedManifests } from './base-tree.ts'
import { lastChange } from './last-change.ts'

/** The environments at a git revision. Throws a Failure if it has none. */
export function revisionTree(root: string, { commit, description, short }: Revision): BaseTree {
  const contents = filesAtRevision(root, commit, ['base', environmentsFolder], isRead)
  const files = [...contents.keys()]
  const environments = [
    ...new Set(files.flatMap((file) => /^[^/]+\/([^/]+)\/environment\.yaml$/.exec(file)?.[1] ?? [])),
  ]
  const displayFile = (file: string): string => `${short}:${file}`
  // A repository of this layout may have no environment yet.
  if (environments.length === 0 && !contents.has('base/index.ts'))
    throw new Failure({
      code: 'base-predates',
      severity: 'error',
      message: `${description} has no environments: it is older than the layout of this repository.`,
      remedy: 'Name a later revision, or a folder with the manifests of a cluster: --base DIR',
    })
  return {
    description,
    environments,
    read(name, rendered) {
      if (!environments.includes(name)) return undefined
      const manifests = files.filter((file) => file.startsWith(`${manifestsOf(name)}/`) && file.endsWith('.yaml'))
      if (manifests.length === 0) throw notRendered(description, name)
      return parsedManifests(
        manifests.map((file) => [file, contents.get(file)!]),
        rendered,
        displayFile,
      )
    },
    source: (file) => contents.get(file),
    readLastChange: (name, rendered) => lastChange(root, commit, contents, name, rendered),
    readDelivery: (name) =>
      objectsIn(
        files
          .filter((file) => file.startsWith(`${deliveryOf(name)}/`) && file.endsWith('.yaml'))
          .map((file) => [file, contents.get(file)!]),
      ),
    origins: () => baseOrigins(root, new Map([...contents].filter(([file]) => isSource(file))), displayFile),
  }
}

const notRendered = (description: string, name: string): Failure =>
  new Failure({
    code: 'base-predates',
    severity: 'error',
    message: `${description} has ${environmentsFolder}/${name}, but none of its rendered manifests.`,
    remedy: 'Name a revision that contains them, or a folder: --base DIR',
    place: { file: `${environmentsFolder}/${name}` },
  })
