// The files that `new:check` and `new:component` write. Both are in one clone, so that each program checks them in one run.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileCache } from '@thanos-gitops/testing/compile-cache'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isOfTeam } from '../upgrade/ownership.ts'
import { cloneRepository, commit, git } from './clone.ts'
import { script, scriptTimes, succeed, thanosGitops } from './run.ts'

const clone = cloneRepository()
afterAll(() => rmSync(clone, { recursive: true }))
const newCheck = (...args: string[]) => script(clone, 'new-check', ...args)
const newComponent = (...args: string[]) => script(clone, 'new-component', ...args)

const component = 'base/own/scaffold-of-a-test.ts'
// The second name begins another one: its import must be in the order of the formatter.
const checks = ['pods-have-a-team-label', 'service-port'] as const
const checkFiles = [
  'packages/checks/hygiene/pods-have-a-team-label.example.yaml',
  'packages/checks/hygiene/pods-have-a-team-label.test.ts',
  'packages/checks/hygiene/pods-have-a-team-label.ts',
  'packages/checks/wiring/service-port.example.yaml',
  'packages/checks/wiring/service-port.test.ts',
  'packages/checks/wiring/service-port.ts',
]
const checkSources = checkFiles.filter((file) => file.endsWith('.ts'))

describe('new:check', { timeout: 60_000 }, () => {
  it('refuses names that are taken or not valid', () => {
    const refused = [
      ['service-selects-pods', 'There is a check service-selects-pods already.'],
      ['flags-stand-once', 'The check flags-stand-once was renamed to flags-appear-once.'],
      ['Pods_OK', 'Pods_OK is not a valid name of a check.'],
      ['pods', 'pods is not a valid name of a check.'],
    ] as const
    const results = scriptTimes(
      clone,
      'new-check',
      refused.map(([name]) => [name]),
    )
    for (const [index, result] of results.entries())
      expect(result).toMatchObject({
        status: 2,
        stderr: expect.stringContaining(refused[index]![1]) as unknown,
      })
  })

  it('writes nothing in a dry run', () => {
    expect(succeed(newCheck('pods-have-a-team-label', '--dry-run')).stdout).toContain(
      'would write packages/checks/hygiene/pods-have-a-team-label.ts',
    )
    expect(existsSync(join(clone, 'packages/checks/hygiene/pods-have-a-team-label.ts'))).toBe(false)
    expect(git(clone, 'status', '--porcelain')).toBe('')
  })
})

describe('new:component', { timeout: 60_000 }, () => {
  it('refuses the name of a component that exists, and a name that is no DNS label', () => {
    expect(newComponent('thanos-store')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('base/components/thanos-store.ts exists already.') as unknown,
    })
    expect(newComponent('Bucket Web')).toMatchObject({ status: 2 })
  })

  it('writes nothing in a dry run', () => {
    expect(newComponent('scaffold-of-a-test', '--dry-run').stdout).toContain(`would write ${component}`)
    expect(existsSync(join(clone, component))).toBe(false)
  })
})

describe('the scaffold', { timeout: 300_000 }, () => {
  let changedByComponent: readonly string[]
  beforeAll(() => {
    succeed(script(clone, 'new-environment', 'us-1'))
    commit(clone, 'us-1')
    succeed(newComponent('scaffold-of-a-test'))
    changedByComponent = changes()
    succeed(newCheck(checks[0]))
    succeed(newCheck(checks[1], '--folder', 'wiring'))
  })
  const changes = (): readonly string[] =>
    git(clone, 'status', '--porcelain', '--untracked-files=all')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.trim())
      .sort()

  it('of a component changes no file that a newer version of thanos-gitops changes', () => {
    expect(changedByComponent).toEqual([`?? ${component}`, 'M base/own/index.ts'])
    expect(['base/own/index.ts', component].every(isOfTeam)).toBe(true)
  })

  it('of a component changes no environment that does not list it', () => {
    expect(succeed(thanosGitops(clone, 'render', '--check')).stdout).toContain('up to date')
  })

  it('of a component renders, validates and has no finding in an environment that lists it', () => {
    const environment = join(clone, 'environments/us-1/environment.yaml')
    const before = readFileSync(environment, 'utf8')
    const after = before.replace(/^ {2}- thanos-rule\n/m, '$&  - scaffold-of-a-test\n')
    expect(after).not.toBe(before)
    writeFileSync(environment, after)
    succeed(thanosGitops(clone, 'render'))
    succeed(thanosGitops(clone, 'validate'))
    succeed(thanosGitops(clone, 'check', '--fail-on', 'warning'))
    const { stdout } = thanosGitops(clone, 'explain', 'us-1', 'Deployment/scaffold-of-a-test', '/spec/replicas')
    expect(stdout).toMatch(/^ +2 +base\/own\/scaffold-of-a-test\.ts:\d+:\d+ +base$/m)
  })

  it('of a check adds it to the registry and the README', () => {
    const ofChecks = changes().filter((line) => line.includes('packages/'))
    expect(ofChecks).toEqual(
      [
        ...checkFiles.map((file) => `?? ${file}`),
        'M packages/checks/README.md',
        'M packages/checks/registry.ts',
      ].sort(),
    )
    const readme = readFileSync(join(clone, 'packages/checks/README.md'), 'utf8')
    for (const name of checks) expect(readme).toContain(`| \`${name}\` | error |`)
  })

  // `npm run verify:adopter -- --content` runs all tests of the base with a component of a team.
  it.each<[string, string, readonly string[]]>([
    // With the files that they import.
    ['the type check', 'tsc', ['--project', 'tsconfig.scaffold.json']],
    [
      'the formatter and linter',
      'biome',
      ['ci', '--error-on-warnings', ...checkSources, 'packages/checks/registry.ts', 'base/own'],
    ],
    [
      'the tests of the checks and those of the registry',
      'vitest',
      [
        ...['run', '--config', 'packages/vitest.config.ts', '--project', 'unit', '--maxWorkers=1'],
        ...checkSources.filter((file) => file.endsWith('.test.ts')),
        ...['checks/engine/check-names', 'checks/engine/severities', 'checks/engine/exceptions-schema'],
        ...['checks/examples', 'checks-readme'],
      ],
    ],
  ])('passes %s', (_, program, args) => {
    const files = [...checkSources, 'packages/checks/registry.ts', 'base/index.ts']
    writeFileSync(
      join(clone, 'tsconfig.scaffold.json'),
      JSON.stringify({ extends: './tsconfig.base.json', include: ['packages/**/*.d.ts'], files }),
    )
    const { status, stdout, stderr } = spawnSync(join(clone, 'node_modules/.bin', program), args, {
      cwd: clone,
      encoding: 'utf8',
      env: { ...process.env, ...compileCache(clone), NO_COLOR: '1' },
    })
    expect(status === 0 ? '' : stdout + stderr).toBe('')
  })
})
