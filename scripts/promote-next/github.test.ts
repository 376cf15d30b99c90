import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Failure } from '@thanos-gitops/manifest'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type GitHub, github } from './github.ts'
import { remembering, unhealthyReason } from './statuses.ts'

/** Answers like https://docs.github.com/rest/commits/statuses and https://docs.github.com/rest/pulls/pulls */
let answer: (request: IncomingMessage, url: URL, response: ServerResponse) => void
let requests: string[]
let server: Server
let client: GitHub
let api: string
beforeAll(async () => {
  server = createServer((request, response) => {
    const url = new URL(request.url!, api)
    requests.push(`${request.method} ${url.pathname}${url.search} ${request.headers.authorization}`)
    answer(request, url, response)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  client = github({ api, repository: 'owner/clusters', token: 'secret' })
})
afterAll(() => new Promise((closed) => server.close(closed)))
beforeEach(() => {
  requests = []
})

const json = (response: ServerResponse, value: unknown, status = 200): void =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))

/** The combined status of a commit, in pages. */
const combined = (states: Readonly<Record<string, string>>) => (_: unknown, url: URL, response: ServerResponse) => {
  const all = Object.entries(states).map(([context, state]) => ({ context, state, id: 1 }))
  const [page, size] = ['page', 'per_page'].map((name) => Number(url.searchParams.get(name)))
  json(response, { state: 'pending', total_count: all.length, statuses: all.slice((page! - 1) * size!, page! * size!) })
}

describe('github', () => {
  it('reads all pages of the statuses of a commit', async () => {
    answer = combined(Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`flux/${index}`, 'success'])))
    const statuses = await client.statuses('abc')
    expect([statuses.size, statuses.get('flux/100')]).toEqual([101, 'success'])
    expect(requests).toEqual([
      'GET /repos/owner/clusters/commits/abc/status?per_page=100&page=1 Bearer secret',
      'GET /repos/owner/clusters/commits/abc/status?per_page=100&page=2 Bearer secret',
    ])
  })

  it('finds open, closed and merged pull requests of a branch', async () => {
    answer = (_, __, response) =>
      json(response, [
        { number: 7, state: 'closed', merged_at: '2026-01-01T00:00:00Z' },
        { number: 6, state: 'closed', merged_at: null },
        { number: 5, state: 'open', merged_at: null },
      ])
    expect(await client.pullRequests('promote/wide/v1.5.0')).toEqual([
      { number: 7, state: 'merged' },
      { number: 6, state: 'closed' },
      { number: 5, state: 'open' },
    ])
    expect(requests).toEqual([
      'GET /repos/owner/clusters/pulls?head=owner%3Apromote%2Fwide%2Fv1.5.0&state=all&per_page=100 Bearer secret',
    ])
  })

  it.each([
    [404, { message: 'Not Found' }, 'GitHub answers with 404 to GET', 'Check that the token may read'],
    [403, { message: 'API rate limit exceeded' }, 'GitHub answers with 403', 'Wait until the rate limit ends'],
    [200, { message: 'hello' }, 'is not one of GitHub', 'Check GITHUB_API_URL'],
  ])('reports an answer of %i %j with a remedy', async (status, body, message, remedy) => {
    answer = (_, __, response) => json(response, body, status)
    const error: unknown = await client.statuses('abc').catch((reason: unknown) => reason)
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
    await expect(github({ api, repository: 'owner/clusters' }).pullRequests('x')).rejects.toMatchObject({
      findings: [{ remedy: expect.stringMatching(/^Set GH_TOKEN/) as string }],
    })
    await expect(github({ api: 'http://127.0.0.1:1', repository: 'a/b' }).statuses('x')).rejects.toMatchObject({
      findings: [{ code: 'github-failed', message: expect.stringContaining('does not answer') as string }],
    })
  })
})

describe('the health of an environment', () => {
  /** A GitHub with these states of commits. */
  const withStates = (commits: Readonly<Record<string, Readonly<Record<string, string>>>>): GitHub => ({
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
    answer = combined({ [argo!]: 'success' })
    const once = remembering(client)
    await Promise.all([1, 2, 3].map(() => unhealthyReason(once, { names: [[argo!]], commits })))
    expect(requests).toHaveLength(1)
  })
})
