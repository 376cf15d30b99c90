import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Failure } from '@thanos-gitops/manifest'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type GitHost, gitHost } from './git-host.ts'
import { type HostName, hosts } from './hosts.ts'
import { remembering, unhealthyReason } from './statuses.ts'

/** Answers like the APIs whose addresses hosts.ts has. */
let answer: (request: IncomingMessage, url: URL, response: ServerResponse) => void
let requests: string[]
let server: Server
let api: string
beforeAll(async () => {
  server = createServer((request, response) => {
    const url = new URL(request.url!, api)
    requests.push(`${request.method} ${url.pathname}${url.search} ${request.headers.authorization}`)
    answer(request, url, response)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => new Promise((closed) => server.close(closed)))
beforeEach(() => {
  requests = []
})

const authorization = { name: 'Authorization', value: 'secret' }
const clientOf = (name: HostName, repository = 'owner/clusters'): GitHost =>
  gitHost(name, { api, repository, branch: 'main', authorization })
const names = Object.keys(hosts) as HostName[]

const json = (response: ServerResponse, value: unknown, status = 200, headers = {}): void =>
  void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value))

/** The pages of a list, with the header that names the next one. */
const pages =
  (all: readonly object[], size: number, wrap: (page: readonly object[]) => unknown = (page) => page) =>
  (_: unknown, url: URL, response: ServerResponse) => {
    const page = Number(url.searchParams.get('page'))
    const next = `<${api}/?page=${page + 1}>; rel="next", <${api}/?page=9>; rel="last"`
    const link = page * size < all.length ? { link: next } : { link: `<${api}/?page=1>; rel="first"` }
    json(response, wrap(all.slice((page - 1) * size, page * size)), 200, link)
  }

const combined = (statuses: readonly object[]) => ({ state: 'pending', total_count: 3, statuses })

describe('the statuses of a commit', () => {
  it.each([
    [
      'github',
      pages(
        [
          { context: 'a', state: 'pending' },
          { context: 'b', state: 'success' },
          { context: 'c', state: 'failure' },
        ],
        2,
        combined,
      ),
      'GET /repos/owner/clusters/commits/abc/status?per_page=100&page=',
    ],
    [
      'gitlab',
      pages(
        [
          { id: 5, name: 'b', status: 'success' },
          { id: 4, name: 'b', status: 'running' },
          { id: 1, name: 'c', status: 'failure' },
          { id: 2, name: 'a', status: 'pending' },
        ],
        2,
      ),
      'GET /projects/owner%2Fclusters/repository/commits/abc/statuses?per_page=100&page=',
    ],
    // A server of Gitea can have a shorter page than the requested one.
    [
      'gitea',
      pages(
        [
          { id: 3, context: 'b', status: 'success' },
          { id: 1, context: 'b', status: 'pending' },
          { id: 4, context: 'c', status: 'failure' },
          { id: 2, context: 'a', status: 'pending' },
        ],
        2,
      ),
      'GET /repos/owner/clusters/statuses/abc?limit=50&page=',
    ],
  ] as const)('are the newest ones of all pages of %s', async (name, answers, request) => {
    answer = answers
    const statuses = await clientOf(name).statuses('abc')
    expect(Object.fromEntries(statuses)).toEqual({ a: 'pending', b: 'success', c: 'failure' })
    expect(requests).toEqual([`${request}1 secret`, `${request}2 secret`])
  })

  it.each(names)('can be none at %s', async (name) => {
    answer = (_, __, response) => json(response, name === 'github' ? combined([]) : [])
    expect((await clientOf(name).statuses('abc')).size).toBe(0)
  })
})

describe('the pull requests of a branch', () => {
  it('are the open, closed and merged ones of GitHub', async () => {
    answer = (_, __, response) =>
      json(response, [
        { number: 7, state: 'closed', merged_at: '2026-01-01T00:00:00Z' },
        { number: 6, state: 'closed', merged_at: null },
        { number: 5, state: 'open', merged_at: null },
      ])
    expect(await clientOf('github').pullRequests('promote/wide/v1.5.0')).toEqual([
      { number: 7, state: 'merged' },
      { number: 6, state: 'closed' },
      { number: 5, state: 'open' },
    ])
    expect(requests).toEqual([
      'GET /repos/owner/clusters/pulls?head=owner%3Apromote%2Fwide%2Fv1.5.0&state=all&per_page=100&page=1 secret',
    ])
  })

  it('are the merge requests of GitLab, also in nested groups', async () => {
    answer = (_, __, response) => json(response, [{ id: 900, iid: 7, state: 'merged' }])
    expect(await clientOf('gitlab', 'a/b/clusters').pullRequests('promote/wide/v1')).toEqual([
      { number: 7, state: 'merged' },
    ])
    expect(requests).toEqual([
      'GET /projects/a%2Fb%2Fclusters/merge_requests?source_branch=promote%2Fwide%2Fv1&state=all&scope=all&per_page=100&page=1 secret',
    ])
  })

  it('are the one of Gitea, or none in a repository that the token can read', async () => {
    answer = (_, __, response) => json(response, { number: 7, state: 'closed', merged: true })
    expect(await clientOf('gitea').pullRequests('promote/wide/v1')).toEqual([{ number: 7, state: 'merged' }])
    expect(requests).toEqual(['GET /repos/owner/clusters/pulls/main/promote/wide/v1 secret'])
    answer = (_, { pathname }, response) => json(response, {}, pathname === '/repos/owner/clusters' ? 200 : 404)
    expect(await clientOf('gitea').pullRequests('promote/wide/v1')).toEqual([])
    answer = (_, __, response) => json(response, {}, 404)
    await expect(clientOf('gitea').pullRequests('promote/wide/v1')).rejects.toThrow(Failure)
  })
})

describe.each(names)('an answer of %s that cannot be used', (name) => {
  const { title, variables } = hosts[name]

  it.each([
    [404, { message: 'Not Found' }, `${title} answers with 404 to GET`, 'Check that the token may read'],
    [403, { message: 'API rate limit exceeded' }, `${title} answers with 403`, 'Wait until the rate limit ends'],
    [200, { message: 'hello' }, `is not one of the API of ${title}`, `Check ${variables.api}`],
  ])('of %i %j is an error with a remedy', async (status, body, message, remedy) => {
    answer = (_, __, response) => json(response, body, status)
    const error: unknown = await clientOf(name)
      .statuses('abc')
      .catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(Failure)
    const [finding] = (error as Failure).findings
    expect([finding?.message, finding?.remedy]).toEqual([
      expect.stringContaining(message),
      expect.stringContaining(remedy),
    ])
    expect(JSON.stringify(finding)).not.toContain('secret')
  })

  it('names the missing token, and a server that does not answer', async () => {
    answer = (_, __, response) => json(response, {}, 401)
    const address = { api, repository: 'owner/clusters', branch: 'main' }
    await expect(gitHost(name, address).pullRequests('x')).rejects.toMatchObject({
      findings: [{ remedy: expect.stringMatching(`^Set ${variables.token} to`) as string }],
    })
    await expect(gitHost(name, { ...address, api: 'http://127.0.0.1:1' }).statuses('x')).rejects.toMatchObject({
      findings: [{ code: 'git-host-failed', message: expect.stringContaining('does not answer') as string }],
    })
  })
})

describe('the health of an environment', () => {
  /** A host with these states of commits. */
  const withStates = (commits: Readonly<Record<string, Readonly<Record<string, string>>>>): GitHost => ({
    statuses: (commit) => Promise.resolve(new Map(Object.entries(commits[commit] ?? {}))),
    pullRequests: () => Promise.resolve([]),
  })
  const commits = ['ccccccccc', 'bbbbbbbbb', 'aaaaaaaaa']
  const [argo, configuration, queries] = ['argo-cd/thanos-eu', 'flux/thanos-eu-configuration', 'flux/thanos-eu-queries']
  const reason = (states: Parameters<typeof withStates>[0], names: readonly (readonly string[])[]) =>
    unhealthyReason(withStates(states), { names, commits })

  it.each([
    ['the newest commit', { ccccccccc: { [argo!]: 'success' } }],
    ['the commit that changed it', { aaaaaaaaa: { [argo!]: 'success' } }],
    ['a commit after an earlier failure', { bbbbbbbbb: { [argo!]: 'success' }, aaaaaaaaa: { [argo!]: 'failure' } }],
  ])('is known from a success at %s', async (_, states) => expect(await reason(states, [[argo!]])).toBeUndefined())

  it.each([
    [{}, 'no status argo-cd/thanos-eu at aaaaaaaa or later'],
    [
      { ccccccccc: { [argo!]: 'pending' }, aaaaaaaaa: { [argo!]: 'success' } },
      'argo-cd/thanos-eu is pending at cccccccc',
    ],
    [{ aaaaaaaaa: { [argo!]: 'failure' } }, 'argo-cd/thanos-eu is failure at aaaaaaaa'],
  ])('is not known from %j', async (states, expected) => expect(await reason(states, [[argo!]])).toBe(expected))

  it('needs all waves of Flux', async () => {
    const names = [[configuration!, queries!]]
    expect(await reason({ ccccccccc: { [configuration!]: 'success' } }, names)).toMatch(
      /^no status flux\/thanos-eu-queries/,
    )
    const both = { ccccccccc: { [configuration!]: 'success' }, bbbbbbbbb: { [queries!]: 'success' } }
    expect(await reason(both, names)).toBeUndefined()
  })

  it('needs those of the tool that reports, if either can apply the environment', async () => {
    const names = [[argo!], [configuration!]]
    expect(await reason({ ccccccccc: { [configuration!]: 'success' } }, names)).toBeUndefined()
    expect(await reason({ ccccccccc: { [configuration!]: 'success', [argo!]: 'error' } }, names)).toMatch(/^argo-cd/)
    expect(await reason({}, names)).toMatch(/^no status argo-cd/)
  })

  it('reads each commit once for all environments', async () => {
    answer = (_, __, response) => json(response, combined([{ context: argo, state: 'success' }]))
    const once = remembering(clientOf('github'))
    await Promise.all([1, 2, 3].map(() => unhealthyReason(once, { names: [[argo!]], commits })))
    expect(requests).toHaveLength(1)
  })
})
