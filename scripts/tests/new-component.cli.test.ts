import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileCache } from '@thanos-gitops/testing/compile-cache'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isOfTeam } from '../upgrade/ownership.ts'
import { cloneRepository, git } from './clone.ts'
import { script, succeed, thanosGitops } from './run.ts'

const clone = cloneRepository()
afterAll(() => rmSync(clone, { recursive: true }))
const file = join(clone, 'base/own/scaffold-of-a-test.ts')
const newComponent = (...args: string[]) => script(clone, 'new-component', ...args)

describe('new:component', { timeout: 60_000 }, () => {
  it('refuses the name of a component that exists, and a name that is no DNS label', () => {
    expect(newComponent('thanos-store')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('base/components/thanos-store.ts exists already.') as unknown,
    })
    expect(newComponent('Bucket Web')).toMatchObject({ status: 2 })
  })

  it('writes nothing in a dry run', () => {
    expect(newComponent('scaffold-of-a-test', '--dry-run').stdout).toContain(
      'would write base/own/scaffold-of-a-test.ts',
    )
    expect(existsSync(file)).toBe(false)
  })
})

describe('the scaffold of new:component', { timeout: 300_000 }, () => {
  beforeAll(() => {
    succeed(script(clone, 'new-environment', 'us-1'))
    succeed(newComponent('scaffold-of-a-test'))
  })

  it('changes no file that a newer version of thanos-gitops changes', () => {
    const changed = git(clone, 'status', '--porcelain', '--untracked-files=all', '--', ':!environments')
    expect(changed.split('\n').map((line) => line.slice(3))).toEqual([
      'base/own/index.ts',
      'base/own/scaffold-of-a-test.ts',
      '',
    ])
    expect(['base/own/index.ts', 'base/own/scaffold-of-a-test.ts'].every(isOfTeam)).toBe(true)
  })

  it('changes no environment that does not list it', () => {
    expect(succeed(thanosGitops(clone, 'render', '--check')).stdout).toContain('up to date')
  })

  it('renders, validates and has no finding in an environment that lists it', () => {
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

  // `npm run verify:adopter -- --content` runs all tests of the base with a component of a team.
  it('passes the type check, the formatter and the tests about all components', () => {
    const run = (program: string, ...args: string[]): string => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [`node_modules/${program}`, ...args], {
        cwd: clone,
        encoding: 'utf8',
        env: { ...process.env, ...compileCache(clone) },
      })
      return status === 0 ? '' : stdout + stderr
    }
    const unit = ['run', '--config', 'packages/vitest.config.ts', '--project', 'unit']
    expect(run('typescript/bin/tsc', '--project', 'tsconfig.base.json')).toBe('')
    expect(run('@biomejs/biome/bin/biome', 'ci', 'base')).toBe('')
    const tests = ['mirrored-images', 'external-urls', 'exporters'].map((name) => `base/${name}.test.ts`)
    expect(run('vitest/vitest.mjs', ...unit, ...tests)).toBe('')
  })
})
