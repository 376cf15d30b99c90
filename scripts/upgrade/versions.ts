// Versions of thanos-gitops: tags of its repository, such as v1.5.0, and commits between them.
import { didYouMean } from '@thanos-gitops/manifest'
import { revisionName } from '@thanos-gitops/render'
import { failure } from '../failure.ts'
import { git, linesOf } from '../git.ts'
import { fetchedRefs, type Version } from './refs.ts'

const release = /^v(\d+)\.(\d+)\.(\d+)$/

/** Negative if the first tag is of an older version. */
export function compareReleases(one: string, other: string): number {
  const others = numbersOf(other)
  return numbersOf(one).reduce((result, number, index) => result || number - others[index]!, 0)
}

const numbersOf = (tag: string): readonly number[] => (release.exec(tag) ?? [0, 0, 0, 0]).slice(1).map(Number)

/** The tags of versions that were fetched, the newest first. */
export async function fetchedReleases(root: string): Promise<readonly string[]> {
  const tags = linesOf(await git(root, 'for-each-ref', '--format=%(refname:lstrip=4)', `${fetchedRefs}/tags`))
  return tags.filter((tag) => release.test(tag)).sort((one, other) => compareReleases(other, one))
}

/** @throws Failure if the fetched repository has no such tag or commit */
export async function resolveVersion(root: string, name: string): Promise<Version> {
  if (!revisionName.pattern.test(name))
    throw failure('usage-error', `${JSON.stringify(name)} is not a version.`, 'Name a tag such as v1.5.0, or a commit.')
  const ofTag = await commitOf(root, `${fetchedRefs}/tags/${name}`)
  if (ofTag !== undefined) return { name, commit: ofTag }
  const commit = /^[0-9a-f]{7,40}$/.test(name) ? await commitOf(root, name) : undefined
  if (commit !== undefined && (await isFetched(root, commit))) return { name: commit.slice(0, 12), commit }
  const releases = await fetchedReleases(root)
  const newest =
    releases.length === 0 ? 'It has no tag of a version.' : `Newest versions: ${releases.slice(0, 5).join(', ')}.`
  throw failure(
    'upgrade-version',
    `thanos-gitops has no version ${name}.`,
    [didYouMean(name, releases), newest].filter((sentence) => sentence !== undefined).join(' '),
  )
}

/** The version of a commit, with the tag that it has. */
export async function versionAt(root: string, commit: string): Promise<Version> {
  const tags = await git(
    root,
    'for-each-ref',
    '--format=%(refname:lstrip=4)',
    `--points-at=${commit}`,
    `${fetchedRefs}/tags`,
  )
  const [tag] = linesOf(tags).filter((name) => release.test(name))
  return { name: tag ?? commit.slice(0, 12), commit }
}

const commitOf = (root: string, revision: string): Promise<string | undefined> =>
  git(root, 'rev-parse', '--verify', '--quiet', `${revision}^{commit}`)

const isFetched = async (root: string, commit: string): Promise<boolean> =>
  ((await git(root, 'for-each-ref', '--count=1', `--contains=${commit}`, fetchedRefs)) ?? '') !== ''

/** @throws Failure if the version is not newer than that of the repository */
export async function requireNewer(root: string, from: Version, to: Version): Promise<void> {
  if (from.commit === to.commit)
    throw failure('upgrade-version', `The repository has version ${from.name} already.`, 'Name a newer version.')
  const isOlder =
    (await git(root, 'merge-base', '--is-ancestor', to.commit, from.commit)) !== undefined ||
    (release.test(from.name) && release.test(to.name) && compareReleases(to.name, from.name) < 0)
  if (isOlder)
    throw failure(
      'upgrade-version',
      `${to.name} is older than ${from.name}, which the repository has.`,
      'To go back, revert the commit of the upgrade: git revert COMMIT',
    )
}
