import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { cloneRepository, commit, git } from './clone.ts'
import { runShell, script, scriptTimes, succeed, thanosGitops } from './run.ts'

const clone = cloneRepository()
afterAll(() => rmSync(clone, { recursive: true }))

const newEnvironment = (...args: string[]) => script(clone, 'new-environment', ...args)
const changes = (): string => git(clone, 'status', '--short', '--untracked-files=all').trim()
const read = (file: string): string => readFileSync(join(clone, file), 'utf8')

function expectClean(name: string): void {
  for (const command of [['render', '--check'], ['validate'], ['check', '--fail-on', 'warning']])
    succeed(thanosGitops(clone, ...command, name))
}

type Refused = readonly (readonly [args: readonly string[], words: string])[]

/** Expects that each line of arguments is an error with these words. */
function expectRefused(clone: string, refused: Refused): void {
  const results = scriptTimes(
    clone,
    'new-environment',
    refused.map(([args]) => args),
  )
  for (const [index, { status, stderr }] of results.entries()) {
    expect(stderr).toContain(refused[index]![1])
    expect(status).toBe(2)
  }
}

describe('new:environment in a repository without an environment', { timeout: 240_000 }, () => {
  beforeEach(() => {
    git(clone, 'clean', '--quiet', '--force', '-d', 'environments')
  })

  it('prints in a dry run what it would write', () => {
    const { stdout } = succeed(newEnvironment('us-1', '--dry-run'))
    expect(stdout).toContain('would write environments/policy.yaml')
    expect(stdout).toContain('would write environments/us-1/patches/replicas.yaml')
    expect(changes()).toBe('')
  })

  it.each(['cluster', 'laptop'])('creates one from the template %s that has no finding', (template) => {
    writeFileSync(join(clone, 'environments/rings.yaml'), 'rings: []\n')
    const { stdout } = succeed(newEnvironment('us-1', '--template', template))
    expect(stdout).toContain('environments/delivery.yaml: set repository')
    expect(stdout).toContain('environments/us-1/environment.yaml: set ring, a name in environments/rings.yaml')
    expect(read('environments/us-1/environment.yaml')).toMatch(
      /^# us-1: copied from the template \w+\. [^]*^cluster: us-1$/m,
    )
    // The commands of the next steps.
    expect([...stdout.matchAll(/npx nx ((?:render|check) us-1)/g)].map(([, command]) => command)).toEqual([
      'render us-1',
      'check us-1',
    ])
    succeed(thanosGitops(clone, 'render', 'us-1'))
    expectClean('us-1')
  })

  it.each([
    ['cluster', '3M', '19Gi'],
    ['laptop', '100k', '768Mi'],
  ])('computes the sizes of the template %s from %s series', (template, series, limit) => {
    succeed(newEnvironment('us-1', '--template', template, '--series', series))
    expect(read('environments/us-1/environment.yaml')).toMatch(new RegExp(`^size: \\{series: ${series}\\}\n`, 'm'))
    const patch = read('environments/us-1/patches/size.yaml')
    expect(patch).toContain(`[name=prometheus]/resources/limits/memory\n      value: ${limit}\n`)
    expect(read('environments/us-1/patches/storage.yaml')).not.toContain('requests/storage')
    succeed(thanosGitops(clone, 'size', 'us-1'))
    succeed(thanosGitops(clone, 'check', '--fail-on', 'warning', 'us-1'))
  })

  it('refuses arguments that are wrong, and leaves nothing', () => {
    const before = changes()
    const refused: Refused = [
      [['Production'], 'is not a valid name of an environment'],
      [['us-1', '--from', 'staging'], 'There is no folder environments/staging.'],
      [['us-1', '--template', 'lapto'], 'Did you mean laptop?'],
      [['us-1', '--template', 'laptop', '--from', 'us-2'], 'not both'],
      [['us-1', '--series', '3 million'], '--series takes a number such as 750k or 3M, not "3 million".'],
      [['us-1', '--cluster', 'a"b'], '--cluster: "a\\"b" is not a name of letters'],
    ]
    expectRefused(clone, refused)
    expect(changes()).toBe(before)
  })
})

describe('new:environment in a repository with an environment', { timeout: 60_000 }, () => {
  beforeAll(() => {
    git(clone, 'clean', '--quiet', '--force', '-d', 'environments')
    succeed(newEnvironment('staging'))
    commit(clone, 'staging')
  })
  beforeEach(() => {
    git(clone, 'checkout', '--quiet', '--force', '.')
    git(clone, 'clean', '--quiet', '--force', '-d', 'environments')
  })
  afterAll(() => {
    git(clone, 'reset', '--quiet', '--hard', 'HEAD~1')
    git(clone, 'clean', '--quiet', '--force', '-d', '-x', 'environments')
  })

  it('copies environment.yaml, exceptions.yaml and patches, and no output', () => {
    const exceptions = 'environments/staging/exceptions.yaml'
    writeFileSync(join(clone, exceptions), `${read(exceptions)}  - host: s3.example.com\n    reason: The bucket.\n`)
    writeFileSync(join(clone, 'environments/staging/removals.yaml'), '- Service/prometheus\n')
    const settings = 'environments/staging/environment.yaml'
    writeFileSync(
      join(clone, settings),
      read(settings).replace(/^delivery: /m, 'formerNamespaces:\n  - old\n  # until 1 May\n  - older\n$&'),
    )
    const { stdout } = succeed(newEnvironment('us-1', '--from', 'staging', '--cluster', 'america'))
    expect(stdout).toMatch(/^us-1: \d+ manifests/)
    expect(stdout).not.toContain('delivery.yaml')
    expect(read('environments/us-1/exceptions.yaml')).toBe(read(exceptions))
    expect(existsSync(join(clone, 'environments/us-1/removals.yaml'))).toBe(false)
    expect(read('environments/us-1/environment.yaml')).toMatch(/^cluster: america$/m)
    expect(read('environments/us-1/environment.yaml')).not.toMatch(/formerNamespaces|- old|1 May/)
    expect(existsSync(join(clone, 'environments/us-1/delivery/argo-cd/thanos-us-1.application.yaml'))).toBe(true)
    expectClean('us-1')
  })

  it('keeps all blocks in a copy, or what --retention sets, and prints what is deleted', () => {
    const settings = 'environments/staging/environment.yaml'
    writeFileSync(join(clone, settings), read(settings).replace('retention: 0d', 'retention: 30d'))
    const kept = succeed(newEnvironment('us-1', '--from', 'staging')).stdout
    expect(kept).toContain('Retention: us-1 keeps all blocks (retention: 0d). staging deletes them after 30d.')
    expect(read('environments/us-1/manifests/thanos-compact.statefulset.yaml')).toContain('resolution-raw=0d')
    const { stdout } = succeed(newEnvironment('us-2', '--from', 'staging', '--retention', '400d'))
    expect(stdout).toContain('deletes blocks after 400d, also those that are in its bucket already')
    expect(read('environments/us-2/manifests/thanos-compact.statefulset.yaml')).toContain('resolution-1h=400d')
  })

  it('refuses a copy whose patches set the retention, and leaves nothing', () => {
    const flag = '--retention.resolution-raw'
    writeFileSync(
      join(clone, 'environments/staging/patches/retention.yaml'),
      `- target: {kind: StatefulSet, name: thanos-compact}\n  patch:\n    - {op: replace, path: "/spec/template/spec/containers/0/args/[${flag}]", value: ${flag}=7d}\n`,
    )
    const before = changes()
    const { status, stderr } = newEnvironment('us-1', '--from', 'staging')
    expect(stderr).toContain('environments/staging/patches/retention.yaml:3: staging sets its retention by a patch')
    expect(status).toBe(2)
    expect(changes()).toBe(before)
  })

  it('does not change the shared files', () => {
    writeFileSync(
      join(clone, 'environments/delivery.yaml'),
      read('environments/delivery.yaml').replace('main', 'trunk'),
    )
    succeed(newEnvironment('us-1'))
    expect(read('environments/delivery.yaml')).toContain('branch: trunk')
  })

  it('refuses arguments that are wrong, and leaves nothing', () => {
    const before = changes()
    const refused: Refused = [
      [['staging'], 'environments/staging exists already.'],
      [['us-1', '--from', 'stagin'], 'Did you mean staging?'],
      [['us-1', '--from', 'staging', '--retention', '30'], '--retention: "30" is not a retention.'],
    ]
    expectRefused(clone, refused)
    expect(changes()).toBe(before)
  })

  it('removes a copy that does not render', () => {
    writeFileSync(join(clone, 'environments/staging/patches/broken.yaml'), '- target: {kind: Service}\n')
    const before = changes()
    const { status, stderr } = newEnvironment('us-1', '--from', 'staging')
    expect(stderr).toContain('does not render and was removed')
    expect(status).toBe(2)
    expect(changes()).toBe(before)
  })
})

describe('the commands in a repository without an environment', { timeout: 60_000 }, () => {
  const note = 'There is no environment yet. Create one: npm run new:environment -- NAME\n'
  const commands = [
    ['render'],
    ['render', '--check'],
    ['render', '--stdout'],
    ['validate'],
    ['check'],
    ['list'],
    ['tidy'],
  ]

  it.each([...commands, ['diff', '--base', 'HEAD']].map((args) => [args]))('%j succeeds with a note', (args) => {
    git(clone, 'clean', '--quiet', '--force', '-d', 'environments')
    expect(succeed(thanosGitops(clone, ...args)).stderr).toBe(note)
    expect(changes()).toBe('')
  })

  it.each(['render', 'validate', 'check'])('nx %s succeeds with a note', (target) => {
    const { stdout, stderr } = succeed(runShell(clone, `npx nx ${target}`))
    expect(stdout + stderr).toContain(note)
    expect(stdout + stderr).not.toContain('misconfigured')
  })

  it('gives the command for an environment that is named', () => {
    expect(thanosGitops(clone, 'render', 'us-1')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('Create one: npm run new:environment -- us-1') as unknown,
    })
  })

  it('compares the first environment with a commit that has none', () => {
    succeed(newEnvironment('us-1'))
    const { status, stdout } = thanosGitops(clone, 'diff', '--base', 'HEAD')
    expect(status).toBe(1)
    expect(stdout).toContain('us-1')
    commit(clone, 'us-1')
    succeed(thanosGitops(clone, 'diff', '--base', 'HEAD'))
  })
})
