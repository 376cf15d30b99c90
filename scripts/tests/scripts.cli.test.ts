// The scripts as far as they need no cluster; scripts/verify-delivery has the rest.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cloneRepository, git } from './clone.ts'
import { root } from './repository.ts'

const names = ['bootstrap', 'status', 'objstore-secret', 'new-environment', 'new-component', 'local-up', 'local-down']
const node = process.execPath

describe('the scripts', { timeout: 60_000 }, () => {
  let clone: string
  beforeAll(() => (clone = cloneRepository()), 60_000)
  afterAll(() => rmSync(clone, { recursive: true }))

  const run = (name: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env) => {
    const { status, stdout, stderr } = spawnSync(node, [join(root, `scripts/${name}.ts`), ...args], {
      encoding: 'utf8',
      cwd: clone,
      env,
    })
    return { status, stdout, stderr }
  }
  const inClone = (name: string, ...args: string[]) => run(name, [...args, '--root', clone])
  const changes = () => git(clone, 'status', '--short').trim()

  it.each(names)('%s has a help, and refuses an option that it does not know', (name) => {
    const { status, stdout } = run(name, ['--help'])
    expect(status).toBe(0)
    expect(stdout).toMatch(/^npm run [a-z:-]+/)
    expect(stdout).toContain('--dry-run')
    expect(run(name, ['--unknown'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("Unknown option '--unknown'") as unknown,
    })
  })

  it.each([
    ['bootstrap', ['staging'], 'kubectl'],
    ['status', ['staging'], 'kubectl'],
    ['local-up', [], 'kubectl'],
    ['local-down', [], 'kind'],
  ])('%s says that a tool is missing', (name, args, tool) => {
    const result = run(name, [...args, '--root', clone], { ...process.env, PATH: '' })
    expect(result.status).toBe(2)
    expect(result.stderr).toContain(`${tool} is not installed, or not on the PATH.`)
  })

  it('new-environment writes nothing in a dry run', () => {
    const { status, stdout } = inClone('new-environment', 'us-1', '--dry-run')
    expect(status).toBe(0)
    expect(stdout).toContain('would write environments/us-1/patches/replicas.yaml')
    expect(changes()).toBe('')
  })

  it.each([
    [['Production'], 'cannot be an environment'],
    [['staging'], 'environments/staging is there already.'],
    [['us-1', '--from', 'stagin'], 'Did you mean staging?'],
    [['us-1', '--cluster', 'a"b'], 'does not render, and was removed again'],
  ])('new-environment refuses %j and leaves nothing', (args, words) => {
    const { status, stderr } = inClone('new-environment', ...args)
    expect(stderr).toContain(words)
    expect(status).toBe(2)
    expect(changes()).toBe('')
  })

  it('new-environment makes one that renders as checked in', () => {
    const { status, stdout, stderr } = inClone('new-environment', 'us-1', '--from', 'development')
    expect(stderr).toBe('')
    expect(status).toBe(0)
    expect(stdout).toContain('us-1: 29 manifests, 33 written')
    expect(readFileSync(join(clone, 'environments/us-1/environment.yaml'), 'utf8')).toMatch(
      /^# us-1: copied from development\..*\n[^]*^cluster: us-1$/m,
    )
    expect(existsSync(join(clone, 'environments/us-1/delivery/argo-cd/thanos-us-1.application.yaml'))).toBe(true)
    expect(spawnSync('node_modules/.bin/thanos-gitops', ['render', '--check', 'us-1'], { cwd: clone }).status).toBe(0)
  })

  it('new-component makes one that type checks, renders, and changes no environment before it is listed there', () => {
    expect(inClone('new-component', 'thanos-store')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('is there already') as unknown,
    })
    expect(inClone('new-component', 'Bucket Web')).toMatchObject({ status: 2 })
    expect(inClone('new-component', 'thanos-bucket-web', '--dry-run').stdout).toContain(
      'would write base/components/thanos-bucket-web.ts',
    )
    expect(existsSync(join(clone, 'base/components/thanos-bucket-web.ts'))).toBe(false)
    expect(inClone('new-component', 'thanos-bucket-web')).toMatchObject({ status: 0, stderr: '' })

    const cli = (...args: string[]) =>
      spawnSync('node_modules/.bin/thanos-gitops', args, { cwd: clone, encoding: 'utf8' })
    expect(cli('render', '--check', 'staging').stdout).toContain('up to date')
    const environment = join(clone, 'environments/staging/environment.yaml')
    expect(spawnSync('sed', ['-i', '$a\\  - thanos-bucket-web', environment]).status).toBe(0)
    expect(cli('render', 'staging').stdout).toContain('staging: 43 manifests')
    expect(cli('validate', 'staging').status).toBe(0)
    const types = spawnSync('node_modules/.bin/tsc', ['--project', 'tsconfig.base.json'], {
      cwd: clone,
      encoding: 'utf8',
    })
    expect(types.stdout.split('\n').filter((line) => line.startsWith('base/'))).toEqual([])
  })

  it('local-up says in a dry run what it would do', () => {
    const { status, stdout } = inClone('local-up', '--context', 'none', '--dry-run')
    expect(stdout).toContain('would apply wave 2: 2 objects')
    expect(status).toBe(0)
  })
})
