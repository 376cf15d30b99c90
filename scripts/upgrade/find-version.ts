// The version of a repository that does not record it: from its history, or from the files of its first commit.
import { counted } from '@thanos-gitops/report'
import { failure } from '../failure.ts'
import { git, linesOf, partsOf, requiredGit } from '../git.ts'
import { originFile } from './origin.ts'
import { isOfTeam } from './ownership.ts'
import { fetchedRefs, type Version } from './refs.ts'
import { fetchedReleases, versionAt } from './versions.ts'

/** What a team seldom changes before its first commit. */
const folders = ['packages', 'scripts']

/**
 * The commit of thanos-gitops that a repository contains or was copied from.
 *
 * @throws Failure with the nearest version if there is none
 */
export async function findVersion(root: string, to: Version): Promise<Version> {
  const shared = await git(root, 'merge-base', 'HEAD', to.commit)
  const commit = shared ?? (await copiedCommit(root))
  if (commit !== undefined) return versionAt(root, commit)
  throw failure(
    'upgrade-version',
    `${originFile} does not record the version of this repository, and no commit of thanos-gitops has the ${folders.map((folder) => `${folder}/`).join(' and ')} of its first commit.`,
    `Set the version that it was copied from: npm run upgrade -- ${to.name} --from VERSION${await nearestVersion(root)}`,
  )
}

/** The newest commit of thanos-gitops with the same folders as the first commit of the repository. */
async function copiedCommit(root: string): Promise<string | undefined> {
  const first = linesOf(await git(root, 'rev-list', '--max-parents=0', 'HEAD'))
  const commits = linesOf(await git(root, 'rev-list', `--glob=${fetchedRefs}`))
  const [wanted = new Set<string>(), candidates = []] = [
    new Set((await foldersOf(root, first)).filter((ids) => !ids.includes('missing'))),
    await foldersOf(root, commits),
  ]
  const index = candidates.findIndex((ids) => wanted.has(ids))
  return commits[index]
}

/** The ids of the folders of each commit, on one line. */
async function foldersOf(root: string, commits: readonly string[]): Promise<readonly string[]> {
  if (commits.length === 0) return []
  const input = commits.flatMap((commit) => folders.map((folder) => `${commit}:${folder}\n`)).join('')
  const ids = (await requiredGit(root, ['cat-file', '--batch-check=%(objectname)'], { input })).split('\n')
  return commits.map((_, index) => ids.slice(index * folders.length, (index + 1) * folders.length).join(' '))
}

/** A sentence about the tag whose files differ least from those of the repository. */
async function nearestVersion(root: string): Promise<string> {
  const counts = await Promise.all(
    (await fetchedReleases(root)).slice(0, 30).map(async (tag) => {
      const revision = `${fetchedRefs}/tags/${tag}^{commit}`
      const files = partsOf(
        await requiredGit(root, ['diff', '--name-only', '--diff-filter=MD', '-z', revision, 'HEAD']),
      )
      return { tag, count: files.filter((file) => !isOfTeam(file)).length }
    }),
  )
  const [nearest] = counts.sort((one, other) => one.count - other.count)
  return nearest === undefined
    ? '.'
    : `. The nearest is ${nearest.tag}: ${counted(nearest.count, 'file')} of it differ${nearest.count === 1 ? 's' : ''} here.`
}
