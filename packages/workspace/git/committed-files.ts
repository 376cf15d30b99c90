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
  let changes: ReadonlyMap<string, LastChange> | undefined
  const lastChange = (path: string): LastChange | undefined => {
    changes ??= lastChanges(root, folders)
    return changes.get(`${folder}/${path}`)
  }
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
    previous: (path) => contentOf(lastChange(path)?.before),
    lastCommit: (path) => lastChange(path)?.commit,
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

/** The last commit that changed a file. */
interface LastChange {
  readonly commit: string
  /** The blob before; undefined for a new file. */
  readonly before: string | undefined
}

/** By the path from the root. A merge counts with all that it brings into its branch. */
function lastChanges(root: string, folders: readonly string[]): ReadonlyMap<string, LastChange> {
  const options = [
    '--raw',
    '--no-abbrev',
    '--no-renames',
    '--format=%H',
    '-z',
    '-m',
    '--first-parent',
    '--relative',
    `-n${mostCommits}`,
  ]
  const fields = (run(root, ['log', ...options, 'HEAD', '--', ...folders]) ?? '').split('\0')
  const changes = new Map<string, LastChange>()
  let commit = ''
  // A commit, and then two fields for each of its files.
  for (let index = 0; index + 1 < fields.length; index++) {
    const [, id] = /^\n?:\d+ \d+ ([0-9a-f]+) [0-9a-f]+ \w+$/.exec(fields[index]!) ?? []
    if (id === undefined) {
      commit = fields[index]!
      continue
    }
    const path = fields[++index]!
    if (!changes.has(path)) changes.set(path, { commit, before: /[^0]/.test(id) ? id : undefined })
  }
  return changes
}

/** Undefined if there is no git, or no repository. */
function run(root: string, args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync('git', ['-C', root, ...args], { encoding: 'utf8', maxBuffer: 2 ** 30 })
  return status === 0 ? stdout : undefined
}
