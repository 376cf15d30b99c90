import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { compileCache } from '@thanos-gitops/testing/compile-cache'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cloneRepository, git } from './clone.ts'
import { script, succeed } from './run.ts'

const clone = cloneRepository()
afterAll(() => rmSync(clone, { recursive: true }))
const newCheck = (...args: string[]) => script(clone, 'new-check', ...args)

describe('new:check', { timeout: 60_000 }, () => {
  it.each([
    ['service-selects-pods', 'There is a check service-selects-pods already.'],
    ['flags-stand-once', 'The check flags-stand-once was renamed to flags-appear-once.'],
    ['Pods_OK', 'Pods_OK is not a valid name of a check.'],
    ['pods', 'pods is not a valid name of a check.'],
  ])('refuses the name %s', (name, message) =>
    expect(newCheck(name)).toMatchObject({ status: 2, stderr: expect.stringContaining(message) as unknown }),
  )

  it('writes nothing in a dry run', () => {
    expect(succeed(newCheck('pods-have-a-team-label', '--dry-run')).stdout).toContain(
      'would write packages/checks/hygiene/pods-have-a-team-label.ts',
    )
    expect(existsSync(join(clone, 'packages/checks/hygiene/pods-have-a-team-label.ts'))).toBe(false)
    expect(git(clone, 'status', '--porcelain')).toBe('')
  })
})

describe('the scaffold of new:check', { timeout: 120_000 }, () => {
  // The second name begins another one: its import must be in the order of the formatter.
  const names = ['pods-have-a-team-label', 'service-port'] as const
  beforeAll(() => {
    succeed(newCheck(names[0]))
    succeed(newCheck(names[1], '--folder', 'wiring'))
  })

  it('adds the checks to the registry and the README', () => {
    expect(git(clone, 'status', '--porcelain', '--untracked-files=all').trim().split('\n').sort()).toEqual(
      [
        '?? packages/checks/hygiene/pods-have-a-team-label.example.yaml',
        '?? packages/checks/hygiene/pods-have-a-team-label.test.ts',
        '?? packages/checks/hygiene/pods-have-a-team-label.ts',
        '?? packages/checks/wiring/service-port.example.yaml',
        '?? packages/checks/wiring/service-port.test.ts',
        '?? packages/checks/wiring/service-port.ts',
        'M packages/checks/README.md',
        ' M packages/checks/registry.ts',
      ].sort(),
    )
    const readme = readFileSync(join(clone, 'packages/checks/README.md'), 'utf8')
    for (const name of names) expect(readme).toContain(`| \`${name}\` | error |`)
  })

  it.each<[string, string, readonly string[]]>([
    ['the type check', 'tsc', ['--project', 'tsconfig.base.json']],
    ['the formatter and linter', 'biome', ['ci', '--error-on-warnings', 'packages/checks', 'scripts']],
    [
      'its own test and those of the registry',
      'vitest',
      [
        ...['run', '--config', 'packages/vitest.config.ts', '--project', 'unit'],
        ...['pods-have-a-team-label', 'wiring/service-port.test', 'checks/engine', 'checks/examples', 'checks-readme'],
      ],
    ],
  ])('passes %s', (_, program, args) => {
    const { status, stdout, stderr } = spawnSync(join(clone, 'node_modules/.bin', program), args, {
      cwd: clone,
      encoding: 'utf8',
      env: { ...process.env, ...compileCache(clone), NO_COLOR: '1' },
    })
    expect(status === 0 ? '' : stdout + stderr).toBe('')
  })
})
