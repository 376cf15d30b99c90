import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileCache } from '@thanos-gitops/testing/compile-cache'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { sectionOf, stepsOf } from '../readme-steps.ts'
import { cloneRepository, commit, git } from './clone.ts'
import { root } from './repository.ts'
import { type Result, runShell, script, scriptTimes, succeed, thanosGitops } from './run.ts'

const clone = cloneRepository()
afterAll(() => rmSync(clone, { recursive: true }))

const read = (file: string): string => readFileSync(join(clone, file), 'utf8')
const changes = (): string => git(clone, 'status', '--short', '--untracked-files=all').trim()
const folders = (): readonly string[] =>
  readdirSync(join(clone, 'environments'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .filter((name) => !name.startsWith('.'))
    .sort()

/** All that an adoption needs. Options that are given replace these. */
const options: Readonly<Record<string, string>> = {
  '--repository': 'https://github.com/my-company/thanos-gitops.git',
  '--cluster': 'eu-1',
  '--owners': '@my-company/platform',
  '--object-storage': 'rook',
  '--receiver': 'pagerduty',
}
const adoptArguments = (given: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries({ ...options, ...given }).flat()
const adopt = (given: Readonly<Record<string, string>> = {}, ...flags: readonly string[]) =>
  script(clone, 'adopt', ...adoptArguments(given), ...flags)

function expectRefused(result: Result, words: string): void {
  expect(result.stderr).toContain(words)
  expect(result.status).toBe(2)
}

describe('npm run adopt', { timeout: 240_000 }, () => {
  // Two examples, and an environment that a team created before it adopted the repository.
  beforeAll(() => {
    for (const name of ['staging', 'ours']) succeed(script(clone, 'new-environment', name))
    succeed(script(clone, 'new-environment', 'local', '--template', 'laptop'))
    commit(clone, 'examples')
  })
  afterEach(() => {
    git(clone, 'reset', '--quiet', '--hard')
    git(clone, 'clean', '--quiet', '--force', '-d', '-x', 'environments')
    git(clone, 'clean', '--quiet', '--force', '-d')
  })

  it('prints in a dry run what it would do', () => {
    const { stdout } = succeed(adopt({ '--mirror': 'quay.io=registry.example.com/quay' }, '--dry-run'))
    expect(stdout.split('\n')).toEqual(
      expect.arrayContaining([
        'would remove environments/local',
        'would remove environments/staging',
        'would write environments/delivery.yaml',
        'would write .github/CODEOWNERS',
        'would write environments/eu-1/environment.yaml',
        'would take images of quay.io from registry.example.com/quay',
      ]),
    )
    expect(stdout).not.toContain('remove environments/ours')
    expect(changes()).toBe('')
  })

  it('refuses options that are wrong, and changes nothing', () => {
    const refused: readonly [given: Readonly<Record<string, string>>, words: string][] = [
      [
        { '--repository': 'my-company' },
        '--repository: "my-company" is not an address that begins with https:// or ssh://.',
      ],
      [{ '--repository': 'git@github.com:a/b.git' }, 'Write it as repository: ssh://git@github.com/a/b.git'],
      [{ '--branch': 'a..b' }, '--branch: "a..b" is not the name of a branch.'],
      [{ '--cluster': 'EU_1' }, 'EU_1 is not a valid name of an environment'],
      [{ '--cluster': 'ours' }, 'environments/ours exists already.'],
      [{ '--owners': 'platform' }, '--owners: "platform" is not an owner'],
      [{ '--object-storage': 'roook' }, 'Did you mean rook?'],
      [{ '--object-storage': 'existing-secret' }, 'needs --bucket, --endpoint.'],
      [
        { '--object-storage': 'existing-secret', '--bucket': 'blocks', '--endpoint': 'a.example.com' },
        'needs --storage-class.',
      ],
      [{ '--storage-class': 'GP3' }, '--storage-class: "GP3" is not the name of a StorageClass.'],
      [{ '--receiver': 'pagerdutty' }, '--receiver: There is no pagerdutty.\n  Did you mean pagerduty?'],
      [{ '--receiver': 'victorops' }, 'Alertmanager refuses this: missing Routing key'],
      [{ '--mirror': 'https://m.example.com' }, '--mirror: "https://m.example.com" is not the address of a registry'],
      [{ '--kubernetes': '1.2' }, '--kubernetes must be one of'],
      [{ '--series': 'many' }, '--series takes a number'],
      [{ '--retention': '30' }, '--retention: "30" is not a retention.'],
    ]
    const results = scriptTimes(
      clone,
      'adopt',
      refused.map(([given]) => adoptArguments(given)),
    )
    for (const [index, result] of results.entries()) expectRefused(result, refused[index]![1])
    expect(changes()).toBe('')
  })

  it('does not ask without a terminal, and lists what is missing', () => {
    expectRefused(script(clone, 'adopt'), 'needs --repository, --cluster, --owners, --object-storage, --receiver.')
  })

  it.each<[given: Readonly<Record<string, string>>, words: string]>([
    // What only the renderer decides.
    [{ '--namespace': 'default' }, 'The namespace default belongs to other programs.'],
    [{ '--mirror': 'quay.oi=registry.example.com' }, 'No image of the environment comes from quay.oi.'],
  ])('restores all files if %j fails later', (given, words) => {
    // git ignores it, and could not restore it.
    const schema = 'environments/staging/patches.schema.json'
    writeFileSync(join(clone, schema), 'written by render')
    expectRefused(adopt(given), words)
    expect(changes()).toBe('')
    expect(folders()).toEqual(['local', 'ours', 'staging'])
    expect(read(schema)).toBe('written by render')
  })

  it('restores all files after a signal', async () => {
    const args = Object.entries(options).flat()
    const running = spawn(process.execPath, [join(clone, 'scripts/adopt.ts'), ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, ...compileCache(clone) },
    })
    let printed = ''
    running.stderr.on('data', (chunk: Buffer) => {
      printed += chunk.toString()
    })
    await vi.waitUntil(() => existsSync(join(clone, 'environments/eu-1')), { timeout: 60_000 })
    running.kill('SIGINT')
    const [code] = await once(running, 'close')
    expect(printed).toContain('The command was interrupted, and nothing was changed.')
    expect(code).toBe(2)
    expect(changes()).toBe('')
  })

  it('refuses a tree with changes, and leaves them', () => {
    writeFileSync(join(clone, 'README.md'), 'mine')
    writeFileSync(join(clone, 'mine.txt'), '')
    expectRefused(adopt(), 'The working tree has 2 changes that are not committed.')
    expect(changes()).toBe('M README.md\n?? mine.txt')
  })

  it('refuses examples with files that git ignores', () => {
    mkdirSync(join(clone, 'environments/staging/.render'))
    writeFileSync(join(clone, 'environments/staging/.render/a'), '')
    expectRefused(adopt(), 'The examples contain files that git ignores')
    rmSync(join(clone, 'environments/staging/.render'), { recursive: true })
  })

  it('refuses a folder that is not a repository, or a part of one', () => {
    const parts = join(clone, 'environments')
    expectRefused(script(clone, 'adopt', '--root', parts), `${parts} is a folder of the repository`)
    const { stderr } = script(clone, 'adopt', '--root', '/')
    expect(stderr).toContain('/ is not a git repository.')
  })

  it('adopts the repository with the command of the README, and refuses a second time', () => {
    const section = sectionOf(readFileSync(join(root, 'README.md'), 'utf8'), 'With one command')
    const [step] = stepsOf(section)
    const { stdout } = succeed(runShell(clone, step?.kind === 'run' ? step.command : ''))
    expect(stdout).toContain('Secret alertmanager-receivers: heartbeat-url, slack-api-url')
    expect(folders()).toEqual(['ours', 'us-1'])
    expect(read('environments/delivery.yaml')).toContain(
      'repository: https://github.com/my-company/thanos-gitops.git\n',
    )
    expect(read('.github/CODEOWNERS')).toMatch(/^\* +@my-company\/platform$/m)
    expect(read('environments/upstream.yaml')).toContain('kind: Upstream\n')
    const manifests = 'environments/us-1/manifests'
    expect(read(`${manifests}/thanos-objstore.configmap.yaml`)).toContain('bucket: my-company-thanos-us-1')
    expect(read(`${manifests}/thanos-store.statefulset.yaml`)).toMatch(
      /image: registry\.example\.com\/mirror\/thanos:[^]*storageClassName: gp3/,
    )
    expect(read(`${manifests}/alertmanager.configmap.yaml`)).toContain('alertmanager-receivers/slack-api-url')
    expect(read('environments/us-1/delivery/argo-cd/thanos-us-1.application.yaml')).toContain('my-company')
    for (const command of [['render', '--check'], ['validate'], ['check', '--fail-on', 'warning']])
      succeed(thanosGitops(clone, ...command))
    commit(clone, 'adopt')
    expectRefused(
      adopt(),
      'environments/delivery.yaml:5: This repository was adopted already: its address is https://github.com/my-company/thanos-gitops.git.',
    )
    git(clone, 'reset', '--quiet', '--hard', 'HEAD~1')
  })

  it('accepts the name of an example, and sizes, retention and another tool', () => {
    const given = { '--cluster': 'staging', '--series': '3M', '--retention': '400d', '--delivery': 'flux' }
    const { stdout } = succeed(
      adopt({ ...given, '--kubernetes': '1.35', '--branch': 'trunk', '--receiver': 'webhook' }),
    )
    expect(stdout).toContain('StorageClass rook-ceph-bucket-retain')
    expect(folders()).toEqual(['ours', 'staging'])
    expect(existsSync(join(clone, 'environments/staging/delivery/argo-cd'))).toBe(false)
    expect(read('environments/staging/environment.yaml')).toMatch(
      /kubernetesVersion: "1\.35"[^]*retention: 400d[^]*series: 3M/,
    )
    expect(read('environments/staging/patches/size.yaml')).toContain('value: 19Gi')
    expect(read('environments/delivery.yaml')).toContain('branch: trunk')
    succeed(thanosGitops(clone, 'render', '--check'))
  })
})
