import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileCache } from '@thanos-gitops/testing/compile-cache'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { cloneRepository, git } from '../tests/clone.ts'

const patch = (replicas: number) =>
  `- target: {kind: StatefulSet, name: thanos-store}\n  patch: [{op: replace, path: /spec/replicas, value: ${replicas}}]\n`

describe('the pre-commit hook', () => {
  let clone: string
  beforeAll(() => {
    clone = cloneRepository()
    expect(run('scripts/new-environment.ts', 'hooked', '--root', clone)).toMatchObject({ status: 0 })
    git(clone, 'add', '--all')
    git(clone, 'commit', '--quiet', '--message=environment')
    expect(run('scripts/hooks/install.ts')).toMatchObject({ status: 0 })
  })
  afterAll(() => rmSync(clone, { recursive: true }))
  afterEach(() => {
    git(clone, 'reset', '--quiet', '--hard')
    git(clone, 'clean', '--quiet', '--force', '-d')
  })

  const environment = () => ({ ...process.env, ...compileCache(clone) })
  const run = (script: string, ...args: string[]) =>
    spawnSync(process.execPath, [join(clone, script), ...args], { cwd: clone, encoding: 'utf8', env: environment() })
  const write = (file: string, content: string): void => writeFileSync(join(clone, file), content)
  const read = (file: string): string => readFileSync(join(clone, file), 'utf8')
  const commit = () =>
    spawnSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.com', 'commit', '--message=change'], {
      cwd: clone,
      encoding: 'utf8',
      env: environment(),
    })
  const committed = (): string => git(clone, 'show', '--name-only', '--format=')
  const status = (): string => git(clone, 'status', '--short')

  it('formats the files of the commit', () => {
    write('scripts/new.ts', 'export const a = "b";')
    git(clone, 'add', '--all')
    expect(commit()).toMatchObject({ status: 0 })
    expect(read('scripts/new.ts')).toBe("export const a = 'b'\n")
    expect(status()).toBe('')
  })

  it('refuses code that the linter refuses', () => {
    write('scripts/new.ts', 'export const sum = [1].forEach((one) => one + 1)\n')
    git(clone, 'add', '--all')
    const { status, stderr } = commit()
    expect(stderr).toContain('useIterableCallbackReturn')
    expect(status).toBe(1)
  })

  it('renders the environment of a patch and commits what it wrote', () => {
    write('environments/hooked/patches/store.yaml', patch(5))
    git(clone, 'add', '--all')
    expect(commit()).toMatchObject({ status: 0 })
    expect(committed()).toContain('environments/hooked/manifests/thanos-store.statefulset.yaml')
    expect(status()).toBe('')
  })

  it('refuses a patch that does not render', () => {
    write('environments/hooked/patches/store.yaml', patch(6).replace('/spec/replicas', '/spec/replica'))
    git(clone, 'add', '--all')
    const { status, stderr } = commit()
    expect(stderr).toContain('patch-path-missing')
    expect(status).toBe(1)
  })

  it('refuses to render sources that are not part of the commit', () => {
    write('environments/hooked/patches/store.yaml', patch(6))
    git(clone, 'add', '--all')
    write('environments/hooked/patches/store.yaml', patch(7))
    const { status, stderr } = commit()
    expect(stderr).toContain('environments/hooked/patches/store.yaml\n  The commit changes what is rendered')
    expect(status).toBe(1)
  })

  it('is not installed over other hooks', () => {
    git(clone, 'config', 'core.hooksPath', '.husky')
    const { status, stderr } = run('scripts/hooks/install.ts')
    git(clone, 'config', 'core.hooksPath', 'scripts/hooks')
    expect(stderr).toContain('core.hooksPath is .husky')
    expect(status).toBe(2)
  })
})
