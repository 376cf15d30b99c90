import type { Api } from './api.ts'
import { marker } from './body.ts'
import type { Host, PostedComment } from './hosts.ts'
import { keepTasks } from './tasks.ts'

export interface PullRequest {
  /** `OWNER/NAME`, or the number of a project of GitLab. */
  readonly repository: string
  readonly number: string
}

/** A host never has more pages of comments that are searched: 100 comments each. */
const mostPages = 100

/**
 * Writes the comment of a pull request: changes the earlier comment of the same author, or posts one if there is none. Tasks that are done
 * in the earlier comment stay done. The texts of comments are data, and nothing in them is executed.
 */
export async function postComment(
  api: Api,
  host: Host,
  { repository, number }: PullRequest,
  body: string,
): Promise<'created' | 'updated' | 'unchanged'> {
  const earlier = await findComment(api, host, { repository, number })
  if (earlier === undefined) {
    await api.json('POST', host.comments(repository, number), { body })
    return 'created'
  }
  const text = keepTasks(earlier.body, body)
  if (lines(text) === lines(earlier.body)) return 'unchanged'
  const [method, path] = host.comment(repository, number, earlier.id)
  await api.json(method, path, { body: text })
  return 'updated'
}

/** Browsers send other line ends, and hosts remove spaces at the end. */
const lines = (text: string): string => text.replaceAll('\r\n', '\n').trim()

async function findComment(
  api: Api,
  host: Host,
  { repository, number }: PullRequest,
): Promise<PostedComment | undefined> {
  const self = host.readsSelf ? ((await api.json('GET', '/user')) as { readonly id?: number }) : {}
  for (let page = 1; page <= (host.hasPages ? mostPages : 1); page++) {
    const query = host.hasPages ? `?per_page=100&page=${page}` : ''
    const comments = (await api.json('GET', `${host.comments(repository, number)}${query}`)) as readonly PostedComment[]
    const found = comments.find((comment) => comment.body.startsWith(marker) && host.isOwn(comment, self))
    if (found !== undefined) return found
    if (comments.length < 100) return undefined
  }
  return undefined
}
