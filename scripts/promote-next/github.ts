// What is read from GitHub: https://docs.github.com/rest/commits/statuses and https://docs.github.com/rest/pulls/pulls
import { isObject } from '@thanos-gitops/manifest'
import { failure } from '../failure.ts'

export interface GitHub {
  /** The newest state of each status of a commit, by its name. */
  statuses(commit: string): Promise<ReadonlyMap<string, string>>
  /** The pull requests from a branch of the repository, also closed and merged ones. */
  pullRequests(branch: string): Promise<readonly PullRequest[]>
}

export interface PullRequest {
  readonly number: number
  readonly state: string
}

export interface GitHubAddress {
  /** `https://api.github.com` */
  readonly api: string
  /** `owner/repository` */
  readonly repository: string
  /** Absent for a public repository. */
  readonly token?: string | undefined
}

/** The most that GitHub returns on a page. */
const pageSize = 100
const timeout = 30_000

export function github({ api, repository, token }: GitHubAddress): GitHub {
  const get = async (path: string, query: Readonly<Record<string, string>>): Promise<unknown> => {
    const url = new URL(`${api.replace(/\/$/, '')}/repos/${repository}/${path}`)
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
    return read(url, token)
  }
  return {
    async statuses(commit) {
      const found = new Map<string, string>()
      for (let page = 1; ; page++) {
        const answer = await get(`commits/${commit}/status`, { per_page: String(pageSize), page: String(page) })
        const listed = entriesOf(isObject(answer) ? answer.statuses : undefined, 'commit statuses')
        for (const { context, state } of listed)
          if (typeof context === 'string' && typeof state === 'string') found.set(context, state)
        if (listed.length < pageSize) return found
      }
    },
    async pullRequests(branch) {
      const owner = repository.split('/')[0]
      const answer = await get('pulls', { head: `${owner}:${branch}`, state: 'all', per_page: String(pageSize) })
      return entriesOf(answer, 'pull requests').map(({ number, state, merged_at: merged }) => ({
        number: Number(number),
        state: typeof merged === 'string' ? 'merged' : String(state),
      }))
    },
  }
}

function entriesOf(value: unknown, what: string): readonly Readonly<Record<string, unknown>>[] {
  if (Array.isArray(value)) return (value as readonly unknown[]).filter(isObject)
  throw failure(
    'github-failed',
    `The answer to the request for ${what} is not one of GitHub's API.`,
    'Check GITHUB_API_URL, or the address in notifications of environments/delivery.yaml.',
  )
}

async function read(url: URL, token: string | undefined): Promise<unknown> {
  const response = await answerOf(url, token)
  const body = await response.text()
  if (!response.ok) throw refused(url, response.status, body, token !== undefined)
  try {
    return JSON.parse(body) as unknown
  } catch {
    return undefined
  }
}

async function answerOf(url: URL, token: string | undefined): Promise<Response> {
  try {
    return await fetch(url, {
      headers: {
        Accept: 'application/vnd.github+json',
        'X-GitHub-Api-Version': '2022-11-28',
        ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      },
      signal: AbortSignal.timeout(timeout),
    })
  } catch (error) {
    const { message, cause } = error as Error
    throw failure(
      'github-failed',
      `${url.origin} does not answer: ${cause instanceof Error ? cause.message : message}.`,
      'Check the network, and run the command again.',
    )
  }
}

function refused({ origin, pathname }: URL, status: number, body: string, hasToken: boolean) {
  const isLimit = status === 429 || (status === 403 && /rate limit/i.test(body))
  const remedy = isLimit
    ? 'Wait until the rate limit ends. With a token, it is higher: set GH_TOKEN.'
    : hasToken
      ? 'Check that the token may read commit statuses and pull requests of the repository (statuses: read, pull-requests: read).'
      : 'Set GH_TOKEN to a token that may read commit statuses and pull requests of the repository.'
  return failure('github-failed', `GitHub answers with ${status} to GET ${origin}${pathname}.`, remedy)
}
