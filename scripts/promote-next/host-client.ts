import { failure } from '../failure.ts'
import type { HostApi, HostRequest } from './hosts.ts'

export interface HostAddress {
  /** `https://api.github.com` */
  readonly api: string
  /** `owner/repository` */
  readonly repository: string
  /** The branch into which pull requests are merged. */
  readonly branch: string
  /** The header with the token. Absent for a public repository. */
  readonly authorization?: { readonly name: string; readonly value: string } | undefined
}

export interface HostClient {
  /** The answers of all pages. */
  pages(request: HostRequest): Promise<readonly unknown[]>
  /** The answer, or none if the host has 404 for the request and an answer to the other one. */
  find(request: HostRequest, other: HostRequest): Promise<readonly unknown[]>
}

const timeout = 30_000

export function hostClient(host: HostApi, { api, authorization }: HostAddress): HostClient {
  const headers = {
    ...host.headers,
    ...(authorization === undefined ? {} : { [authorization.name]: authorization.value }),
  }
  const answerTo = async ({ path, query = {} }: HostRequest): Promise<Answer> => {
    const url = new URL(`${api.replace(/\/$/, '')}${path}`)
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
    return { url, ...(await read(url, headers)) }
  }
  const requireOk = (answer: Answer): unknown => {
    if (answer.status >= 200 && answer.status < 300) return parsed(answer.body)
    throw refused(host, answer, authorization !== undefined)
  }
  return {
    async pages({ path, query }) {
      const [parameter, size] = host.pageSize
      const answers: unknown[] = []
      for (let page = 1; ; page++) {
        const answer = await answerTo({ path, query: { ...query, [parameter]: String(size), page: String(page) } })
        answers.push(requireOk(answer))
        if (!answer.hasNext) return answers
      }
    },
    async find(request, other) {
      const answer = await answerTo(request)
      if (answer.status !== 404) return [requireOk(answer)]
      requireOk(await answerTo(other))
      return []
    },
  }
}

interface Answer {
  readonly url: URL
  readonly status: number
  readonly body: string
  /** Whether there is another page. All hosts have the header, and the longest page of Gitea is a setting of its server. */
  readonly hasNext: boolean
}

async function read(url: URL, headers: Readonly<Record<string, string>>): Promise<Omit<Answer, 'url'>> {
  try {
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(timeout) })
    const hasNext = /;\s*rel="?next"?/.test(response.headers.get('link') ?? '')
    return { status: response.status, body: await response.text(), hasNext }
  } catch (error) {
    const { message, cause } = error as Error
    throw failure(
      'git-host-failed',
      `${url.origin} does not answer: ${cause instanceof Error ? cause.message : message}.`,
      'Check the network, and run the command again.',
    )
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown
  } catch {
    return undefined
  }
}

function refused({ title, permissions, variables }: HostApi, { url, status, body }: Answer, hasToken: boolean) {
  const isLimit = status === 429 || (status === 403 && /rate limit/i.test(body))
  const rights = `may read commit statuses and pull requests of the repository (${permissions})`
  const remedy = isLimit
    ? `Wait until the rate limit ends. With a token, it is higher: set ${variables.token}.`
    : hasToken
      ? `Check that the token ${rights}.`
      : `Set ${variables.token} to a token that ${rights}.`
  const { origin, pathname } = url
  return failure('git-host-failed', `${title} answers with ${status} to GET ${origin}${pathname}.`, remedy)
}
