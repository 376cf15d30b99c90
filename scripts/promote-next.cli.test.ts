import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import {
  baseSource,
  commandTimeout,
  environmentSource,
  git,
  repositoryOf,
  temporaryFolder,
} from '@thanos-gitops/testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ownRepository } from './script-options.ts'

const settings = (level: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings', namespace: 'shop' },
  data: { level },
})
const inRing = (name: string, ring: string): readonly [string, string] => [
  `environments/${name}/environment.yaml`,
  `${environmentSource(name)}ring: ${ring}\n`,
]

/** The ring `canary` without pins, and two pinned environments in the ring `wide`. The rendered files and the pins follow. */
const fleet = repositoryOf({
  'base/index.ts': baseSource('web', [settings('info')]),
  'environments/delivery.yaml': `apiVersion: thanos-gitops/v1
kind: Delivery
repository: https://github.com/shop/clusters.git
notifications: {provider: github, secret: token}
`,
  'environments/rings.yaml':
    'apiVersion: thanos-gitops/v1\nkind: Rings\nrings:\n  - name: canary\n  - {name: wide, maximum: 1}\n',
  ...Object.fromEntries([inRing('one', 'canary'), inRing('two', 'wide'), inRing('three', 'wide')]),
})
const remote = join(temporaryFolder(), 'origin.git')
const output = temporaryFolder()

let server: Server
let states: Record<string, string>
let pulls: readonly object[]
let env: NodeJS.ProcessEnv
beforeAll(async () => {
  server = createServer((request, response) => {
    const isStatus = request.url!.includes('/status?')
    const statuses = Object.entries(states).map(([context, state]) => ({ context, state }))
    response.end(JSON.stringify(isStatus ? { state: 'success', statuses } : pulls))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const names = { GIT_AUTHOR_NAME: 'test', GIT_AUTHOR_EMAIL: 'test@example.com' }
  const committer = { GIT_COMMITTER_NAME: 'test', GIT_COMMITTER_EMAIL: 'test@example.com' }
  const api = { GITHUB_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, GITHUB_REPOSITORY: '' }
  env = { ...process.env, ...names, ...committer, ...api }
  fleet.commitRendered('render')
  fleet.git('tag', 'v1.0.0')
  for (const name of ['two', 'three']) {
    const file = `environments/${name}/environment.yaml`
    fleet.write(file, `${fleet.read(file)}source: v1.0.0\n`)
  }
  fleet.write('base/index.ts', baseSource('web', [settings('debug')]))
  fleet.commitRendered('debug')
  git(fleet.root, 'init', '--quiet', '--bare', remote)
  fleet.git('remote', 'add', 'origin', remote)
  fleet.git('push', '--quiet', 'origin', 'main')
}, commandTimeout)
afterAll(() => new Promise((closed) => server.close(closed)))

beforeEach(() => {
  states = { 'flux/thanos-one-configuration': 'success' }
  pulls = []
})
afterEach(() => {
  fleet.git('checkout', '--quiet', '--force', 'main')
  for (const branch of branches()) fleet.git('branch', '--quiet', '-D', branch)
  fleet.restore()
})

const branches = (): readonly string[] =>
  fleet
    .git('for-each-ref', '--format=%(refname:lstrip=2)', 'refs/heads/promote/')
    .split('\n')
    .filter((name) => name !== '')

interface Result {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

/** Asynchronous: the server of the test answers meanwhile. */
const promoteNext = (...args: readonly string[]): Promise<Result> =>
  new Promise((resolve) => {
    const start = ['--import', join(ownRepository, 'packages/cli/compile-cache.mjs')]
    const all = [...start, join(ownRepository, 'scripts/promote-next.ts'), '--root', fleet.root, ...args]
    execFile(process.execPath, all, { env, encoding: 'utf8' }, (error, stdout, stderr) =>
      resolve({ status: error === null ? 0 : Number(error.code), stdout, stderr }),
    )
  })

describe('npm run promote:next', { timeout: commandTimeout }, () => {
  it('creates the branch of the next part, with the pins and the rendered files, and only once', async () => {
    const commit = fleet.git('rev-parse', 'HEAD').trim()
    const branch = `promote/wide/${commit.slice(0, 8)}-1-of-2`
    const { status, stdout, stderr } = await promoteNext()
    expect(status, stderr).toBe(0)
    expect(stdout).toContain(`created ${branch}\n\nwide: ${commit.slice(0, 8)} (1 of 2)`)
    expect(stdout).toContain('| `three` | `v1.0.0` | 1 of 1 object |')
    expect(fleet.git('log', '--format=%s', `main..${branch}`)).toBe(`wide: ${commit.slice(0, 8)} (1 of 2)\n`)
    expect(fleet.git('diff', '--name-only', 'main', branch).trim().split('\n')).toEqual([
      'environments/three/environment.yaml',
      'environments/three/manifests/settings.configmap.yaml',
    ])
    expect(fleet.git('status', '--porcelain')).toBe('')
    fleet.git('checkout', '--quiet', branch)
    expect(fleet.read('environments/three/environment.yaml')).toContain(`source: ${commit}\n`)
    expect(fleet.run('render', '--check', 'three').stdout).toContain('three: 1 manifest, up to date')
    fleet.git('checkout', '--quiet', 'main')
    expect((await promoteNext()).stdout).toContain(`wide: the branch ${branch} exists already.`)
  })

  it('writes a patch for a job that may push, and creates no branch', async () => {
    const { status } = await promoteNext('--output', output)
    expect(status).toBe(0)
    expect(branches()).toEqual([])
    expect(readFileSync(join(output, '1/branch'), 'utf8')).toMatch(/^promote\/wide\/[0-9a-f]{8}-1-of-2$/)
    expect(readFileSync(join(output, '1/body.md'), 'utf8')).toMatch(/^Moves the pins of the ring `wide` to/)
    fleet.git('apply', '--index', join(output, '1/changes.patch'))
    expect(fleet.git('diff', '--cached', '--name-only')).toContain('environments/three/manifests/')
    fleet.git('reset', '--quiet', '--hard', 'main')
  })

  it('waits for the health of the ring before, and repeats no pull request that was closed', async () => {
    states = { 'flux/thanos-one-configuration': 'failure' }
    expect((await promoteNext()).stdout).toMatch(/one: flux\/thanos-one-configuration is failure at [0-9a-f]{8}\n/)
    states = {}
    expect((await promoteNext()).stdout).toContain('one: no status flux/thanos-one-configuration')
    pulls = [{ number: 7, state: 'closed', merged_at: null }]
    expect((await promoteNext()).stdout).toMatch(
      /pull request 7 from promote\/wide\/\S+ is closed: a revision is promoted once/,
    )
    expect(branches()).toEqual([])
  })

  it('creates nothing for an environment that does not render at the new revision', async () => {
    const patch =
      '- target: {kind: ConfigMap, name: settings}\n  patch:\n    - {op: replace, path: /data/level, value: debug}\n'
    fleet.write('environments/three/patches/level.yaml', patch)
    fleet.git('add', '--all')
    fleet.git('commit', '--quiet', '--message=patch')
    fleet.write('base/index.ts', baseSource('web', [{ ...settings('debug'), data: { other: 'x' } }]))
    fleet.git('commit', '--quiet', '--all', '--message=no level')
    fleet.git('push', '--quiet', '--force', 'origin', 'main')
    const { status, stderr } = await promoteNext('--health', 'none')
    expect(status).toBe(2)
    expect(stderr).toContain('three does not render at')
    expect(stderr).toContain('environments/three/patches/level.yaml:3')
    expect(branches()).toEqual([])
    fleet.git('reset', '--quiet', '--hard', 'HEAD~2')
    fleet.git('push', '--quiet', '--force', 'origin', 'main')
  })

  it.each([
    [
      'a change that is not committed',
      () => writeFileSync(join(fleet.root, 'base/new.ts'), ''),
      'tree-changed',
      'Commit or stash',
    ],
    ['another commit', () => fleet.git('checkout', '--quiet', 'HEAD~1'), 'branch-differs', 'run: git switch main'],
    [
      'a remote that does not exist',
      () => fleet.git('remote', 'set-url', 'origin', '/nowhere'),
      'remote-unreadable',
      "'/nowhere' does not appear to be a git repository",
    ],
    [
      'a pin without a tag',
      () => fleet.git('tag', '--delete', 'v1.0.0'),
      'source-unusable',
      'environments/three/environment.yaml:9:9',
    ],
  ])('refuses %s', async (_, change, code, remedy) => {
    const tag = fleet.git('rev-parse', 'v1.0.0').trim()
    change()
    const { status, stderr } = await promoteNext()
    expect(status).toBe(2)
    expect(stderr).toContain(code)
    expect(stderr).toContain(remedy)
    expect(branches()).toEqual([])
    fleet.git('tag', '--force', 'v1.0.0', tag)
    fleet.git('remote', 'set-url', 'origin', remote)
  })
})
