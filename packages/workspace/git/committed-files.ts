import { spawnSync } from 'node:child_process'
import { type CommittedFiles, environmentsFolder } from '@thanos-gitops/render'

/** As far back as the history is read. */
const mostCommits = 100

/** The rendered files of an environment in git. git starts when the first file is read, and not at all if none is. */
export function committedFiles(root: string, environment: string): CommittedFiles {
  const folder = `${environmentsFolder}/${environment}`
  const folders = ['manifests', 'delivery'].map((name) => `${folder}/${name}`)
  const contents = new Map<string, string | undefined>()
  let isBorn: boolean | undefined
  let currentIds: ReadonlyMap<string, string> | undefined
  let previousIds: ReadonlyMap<string, string> | undefined
  const contentOf = (id: string | undefined): string | undefined => {
    if (id === undefined) return undefined
    if (!contents.has(id)) contents.set(id, run(root, ['cat-file', 'blob', id]))
    return contents.get(id)
  }
  return {
    hasCommits() {
      isBorn ??= run(root, ['rev-parse', '--verify', '--quiet', 'HEAD']) !== undefined
      return isBorn
    },
    current(path) {
      currentIds ??= idsAtHead(root, folders)
      return contentOf(currentIds.get(`${folder}/${path}`))
    },
    previous(path) {
      previousIds ??= idsBefore(root, folders)
      return contentOf(previousIds.get(`${folder}/${path}`))
    },
  }
}

/** The blobs of the last commit, by the path from the root. */
function idsAtHead(root: string, folders: readonly string[]): ReadonlyMap<string, string> {
  const listing = run(root, ['ls-tree', '-r', '-z', 'HEAD', '--', ...folders]) ?? ''
  return new Map(
    listing.split('\0').flatMap((entry) => {
      const [, id, path] = /^\d+ blob ([0-9a-f]+)\t(.+)$/s.exec(entry) ?? []
      return id === undefined || path === undefined ? [] : [[path, id] as const]
    }),
  )
}

/** The blobs before the last commit that changed each file. A merge counts with all that it brings into its branch. */
function idsBefore(root: string, folders: readonly string[]): ReadonlyMap<string, string> {
  const options = [
    '--raw',
    '--no-abbrev',
    '--no-renames',
    '--format=',
    '-z',
    '-m',
    '--first-parent',
    '--relative',
    `-n${mostCommits}`,
  ]
  const [...fields] = (run(root, ['log', ...options, 'HEAD', '--', ...folders]) ?? '').split('\0')
  const ids = new Map<string, string>()
  const seen = new Set<string>()
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const [, id] = /^\n?:\d+ \d+ ([0-9a-f]+) [0-9a-f]+ \w+$/.exec(fields[index]!) ?? []
    const path = fields[index + 1]!
    if (id === undefined || seen.has(path)) continue
    seen.add(path)
    // A new file has no content before.
    if (/[^0]/.test(id)) ids.set(path, id)
  }
  return ids
}

/** Undefined if there is no git, or no repository. */
function run(root: string, args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync('git', ['-C', root, ...args], { encoding: 'utf8', maxBuffer: 2 ** 30 })
  return status === 0 ? stdout : undefined
}
