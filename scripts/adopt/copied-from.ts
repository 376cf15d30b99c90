// Where a fresh copy comes from, for `npm run upgrade`. A clone has the remote and the commit. A copy from a template has neither.
import { git, linesOf } from '../git.ts'
import { isAddress, type Origin, withoutCredentials } from '../upgrade/origin.ts'

/**
 * @param repository the address of the team's own repository
 * @param given the value of `--upstream`
 */
export async function copiedFrom(root: string, repository: string, given: string | undefined): Promise<Origin> {
  const origin = await git(root, 'remote', 'get-url', 'origin')
  const isClone = origin !== undefined && comparable(origin) !== comparable(repository)
  const upstream = given ?? (isClone && isAddress(origin) ? origin : undefined)
  const version = isClone ? await clonedVersion(root) : undefined
  return {
    ...(upstream === undefined ? {} : { repository: withoutCredentials(upstream) }),
    ...(version === undefined ? {} : { version }),
  }
}

/** The tag or the id of the last commit, if the remote has it too. */
async function clonedVersion(root: string): Promise<string | undefined> {
  const contained = await git(root, 'for-each-ref', '--count=1', '--contains=HEAD', 'refs/remotes/origin')
  if (contained === undefined || contained === '') return undefined
  const tags = linesOf(await git(root, 'tag', '--points-at', 'HEAD'))
  return tags.find((tag) => /^v\d+\.\d+\.\d+$/.test(tag)) ?? (await git(root, 'rev-parse', 'HEAD'))
}

/** `github.com/my-company/thanos-gitops` for each form of the address. */
const comparable = (address: string): string =>
  address
    .replace(/^\w+:\/\//, '')
    .replace(/^[^@/]*@/, '')
    .replace(':', '/')
    .replace(/(\.git)?\/*$/, '')
    .toLowerCase()
