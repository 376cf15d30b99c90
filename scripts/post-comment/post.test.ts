import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { almostLinear, growthExponent } from '@thanos-gitops/manifest/testing/growth'
import { commentMarker } from '@thanos-gitops/report/diff'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { bodyOf, marker } from './body.ts'
import { type HostName, hosts, type PostedComment } from './hosts.ts'
import { main } from './main.ts'
import { main as postAll } from './merge-requests.ts'
import { keepTasks } from './tasks.ts'
import { type Answer, testingHost } from './testing-host.ts'

let folder: string
let close = async (): Promise<void> => {}
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'post-comment-'))
  vi.spyOn(console, 'log').mockImplementation(() => {})
  vi.spyOn(console, 'error').mockImplementation(() => {})
})
afterEach(async () => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true })
  await close()
  close = async () => {}
})

const task = (state: string, id: string, words = 'Run it.'): string => `- [${state}] ${words} <!-- step ${id} -->`
const [first, second] = ['0123456789ab', 'ba9876543210'] as const

describe('keepTasks', () => {
  it.each([
    ['keeps a task that is done', task('x', first), task(' ', first), task('x', first)],
    [
      'keeps it with other words, line ends and spaces',
      `${task('X', first, 'Old.')}\r\n`,
      `  ${task(' ', first)}`,
      `  ${task('x', first)}`,
    ],
    ['does not keep a task with other commands', task('x', second), task(' ', first), task(' ', first)],
    ['keeps open what is open', task(' ', first), task(' ', first), task(' ', first)],
    ['takes nothing else from the old text', `${task('x', first)} @everyone\nmore`, task(' ', first), task(' ', first)],
    ['changes no text without a mark', task('x', first), '- [ ] Run it.', '- [ ] Run it.'],
    ['changes nothing in the middle of a line', task('x', first), `a ${task(' ', first)}`, `a ${task(' ', first)}`],
  ])('%s', (_, old, text, expected) => expect(keepTasks(old, text)).toBe(expected))

  it('reads a long line in linear time', () => {
    const exponent = growthExponent(
      2 ** 14,
      (marks) => `- [ ] ${'<!-- step '.repeat(marks)}\n`.repeat(2),
      (long) => expect(keepTasks(long, long)).toBe(long),
    )
    expect(exponent).toBeLessThan(almostLinear)
  })
})

describe('bodyOf', () => {
  const file = (): string => join(folder, 'comment.md')

  it('begins with the marker that the formatter writes, and the note', () => {
    expect(marker).toBe(commentMarker)
    writeFileSync(file(), `${marker}\n\nOne.\n`)
    expect(bodyOf(file(), 'A fork.', 1000)).toBe(`${marker} A fork.\n\nOne.\n`)
    expect(bodyOf(file(), '', 1000)).toBe(`${marker}\n\nOne.\n`)
  })

  it('never posts a part of a comment', () => {
    writeFileSync(file(), `${marker}\n\n<details>\n${'x'.repeat(500)}\n</details>\n`)
    expect(bodyOf(file(), '', 400)).toMatch(/^<!-- thanos-gitops:diff -->\n\nThe comment has 551 characters[^<]*$/)
  })

  it('refuses a link and another file', () => {
    writeFileSync(join(folder, 'secret'), `${marker}\nsecret`)
    symlinkSync('secret', file())
    expect(() => bodyOf(file(), '', 1000)).toThrow('is not a file')
    writeFileSync(join(folder, 'other.md'), 'secret')
    expect(() => bodyOf(join(folder, 'other.md'), '', 1000)).toThrow('it must begin with <!-- thanos-gitops:diff -->')
  })
})

/** A host with these comments, as the API of each returns them. */
const storing =
  (name: HostName, comments: PostedComment[]): Answer =>
  ({ method, path, body }) => {
    const self = { id: 7, login: name === 'forgejo' ? 'forgejo-actions' : 'github-actions[bot]' }
    if (path === '/user') return [200, { id: 7 }]
    const text = (body as { body: string } | undefined)?.body ?? ''
    if (method === 'POST') {
      comments.push({ id: comments.length + 1, body: text, user: self, author: self })
      return [201, comments.at(-1)]
    }
    if (method === 'PATCH' || method === 'PUT') {
      const index = comments.findIndex(({ id }) => path.endsWith(`/${id}`))
      comments[index] = { ...comments[index]!, body: text }
      return [200, comments[index]]
    }
    const page = Number(new URL(path, 'http://host').searchParams.get('page') ?? 1)
    return [200, name === 'forgejo' ? comments : comments.slice((page - 1) * 100, page * 100)]
  }

async function post(name: HostName, address: string, content: string, more: Readonly<Record<string, string>> = {}) {
  writeFileSync(join(folder, 'comment.md'), content)
  const repository = name === 'gitlab' ? '42' : 'owner/name'
  const variables = { HOST: name, API: address, TOKEN: 'secret', REPOSITORY: repository, NUMBER: '5' }
  return main([], { ...variables, COMMENT: join(folder, 'comment.md'), ...more })
}

describe.each(Object.keys(hosts) as HostName[])('on %s', (name) => {
  it('creates one comment, and changes it with its tasks kept', async () => {
    // A person and another program wrote comments before, more than one page of them.
    const others = Array.from({ length: 100 }, (_, id) => ({
      id: id + 1,
      body: `${marker} not this one`,
      user: { login: 'person' },
      author: { id: 1 },
    }))
    const comments: PostedComment[] = [...others]
    const host = await testingHost(storing(name, comments))
    close = host.close
    expect(await post(name, host.address, `${marker}\n\n${task(' ', first)}\n`)).toBe(0)
    expect(comments.slice(100).map(({ body }) => body)).toEqual([`${marker}\n\n${task(' ', first)}\n`])

    // Somebody ticks the task in a browser.
    comments[100] = { ...comments[100]!, body: `${marker}\r\n\r\n${task('x', first)}` }
    const before = host.received.length
    expect(await post(name, host.address, `${marker}\n\n${task(' ', first)}\n`)).toBe(0)
    expect(host.received.slice(before).every(({ method }) => method === 'GET')).toBe(true)

    expect(await post(name, host.address, `${marker}\n\nNew.\n${task(' ', first)}\n${task(' ', second)}\n`)).toBe(0)
    expect(comments).toHaveLength(101)
    expect(comments[100]!.body).toBe(`${marker}\n\nNew.\n${task('x', first)}\n${task(' ', second)}\n`)
    expect(comments.slice(0, 100)).toEqual(others)
    expect(new Set(host.received.map(({ token }) => token))).toEqual(new Set(['Bearer secret']))
  })

  it('fails with the answer of the host, and without the token', async () => {
    const host = await testingHost(() => [403, { message: 'no access' }])
    close = host.close
    expect(await post(name, host.address, `${marker}\n`)).toBe(2)
    expect(vi.mocked(console.error).mock.calls.join()).toMatch(/answers 403: \{"message":"no access"\}/)
    expect(vi.mocked(console.error).mock.calls.join()).not.toContain('secret')
  })

  it('sends no token to another server', async () => {
    const other = await testingHost(() => [200, []])
    const host = await testingHost(() => [302, '', { location: `${other.address}/user` }])
    close = async () => {
      await host.close()
      await other.close()
    }
    expect(await post(name, host.address, `${marker}\n`)).toBe(2)
    expect(other.received).toEqual([])
  })
})

it.each([
  ['an unknown host', { HOST: 'toString' }],
  ['no number', { NUMBER: '5/../6' }],
  ['no token', { TOKEN: '' }],
])('refuses %s', async (_, variables) => {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  expect(await post('github', 'http://127.0.0.1:1', `${marker}\n`, variables)).toBe(2)
  expect(write.mock.calls.join()).toContain('Usage: node scripts/post-comment/main.ts')
})

describe('the comments of all merge requests', () => {
  const request = (iid: number, source = 42) => ({
    iid,
    sha: `sha-${iid}`,
    source_project_id: source,
    target_project_id: 42,
  })

  it('are those of the newest pipelines, and none of forks', async () => {
    const notes: PostedComment[] = []
    const storage = await testingHost(() => [200, `${marker}\n\nFrom the artifact.\n`])
    const host = await testingHost((received) => {
      const { path } = received
      if (path.includes('merge_requests?')) return [200, [request(1), request(2, 43), request(3), request(4)]]
      if (path.endsWith('/1/pipelines'))
        return [
          200,
          [
            { id: 10, sha: 'sha-1' },
            { id: 9, sha: 'old' },
          ],
        ]
      if (path.endsWith('/3/pipelines')) return [200, [{ id: 9, sha: 'old' }]]
      if (path.endsWith('/4/pipelines')) return [500, 'broken']
      if (path.includes('/pipelines/10/jobs'))
        return [
          200,
          [
            { id: 100, name: 'environments' },
            { id: 101, name: 'effect' },
          ],
        ]
      if (path.endsWith('/jobs/101/artifacts/merge-request/comment.md'))
        return [302, '', { location: `${storage.address}/file` }]
      return storing('gitlab', notes)(received)
    })
    close = async () => {
      await host.close()
      await storage.close()
    }
    const variables = { CI_API_V4_URL: host.address, CI_PROJECT_ID: '42', COMMENT_TOKEN: 'secret' }
    expect(await postAll([], variables)).toBe(2)
    expect(notes.map(({ body }) => body)).toEqual([`${marker}\n\nFrom the artifact.\n`])
    expect(storage.received.map(({ token }) => token)).toEqual([undefined])
    expect(vi.mocked(console.log).mock.calls.flat()).toEqual([
      '!1: created',
      '!2: from a fork',
      '!3: no pipeline of its newest commit',
    ])
    expect(vi.mocked(console.error).mock.calls.flat()).toEqual([expect.stringMatching(/^!4: .* answers 500: broken$/)])
  })
})

it('the programs need no package', () => {
  const files = ['api', 'body', 'hosts', 'main', 'merge-requests', 'post', 'tasks']
  const imports = files.flatMap((file) =>
    [...readFileSync(join(import.meta.dirname, `${file}.ts`), 'utf8').matchAll(/ from '([^']+)'/g)].map(
      ([, name]) => name!,
    ),
  )
  expect(imports.length).toBeGreaterThan(10)
  expect(imports.filter((name) => !name.startsWith('node:') && !/^\.\/[a-z-]+\.ts$/.test(name))).toEqual([])
})
