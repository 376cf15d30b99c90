import { spawnSync } from 'node:child_process'
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cloneRepository, commit, git } from './clone.ts'
import { withoutNx } from './environment.ts'
import { script, succeed } from './run.ts'

const clone = cloneRepository()
afterAll(() => rmSync(clone, { recursive: true }))

const store = 'environments/production/manifests/thanos-store.statefulset.yaml'
const status = (): string => git(clone, 'status', '--porcelain')

function nx(...args: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(join(clone, 'node_modules/.bin/nx'), args, {
    cwd: clone,
    encoding: 'utf8',
    env: withoutNx(),
  })
  // Nx colours what it prints where it takes the machine for a pipeline.
  return { status, output: stripVTControlCharacters(stdout + stderr) }
}

/** The environments that were rendered, and not taken from the cache. */
const rendered = (output: string): string[] =>
  [...output.matchAll(/^> nx run ([\w-]+):render$/gm)].map(([, name]) => name!).sort()

// A whole Nx starts each time: seconds, not milliseconds.
describe('nx', { timeout: 120_000 }, () => {
  beforeAll(() => {
    for (const name of ['production', 'staging']) succeed(script(clone, 'new-environment', name))
    commit(clone, 'environments')
    expect(nx('render').status).toBe(0)
  }, 120_000)

  it('renders every environment, and takes the second render from its cache', () => {
    const { status: code, output } = nx('render')
    expect(code).toBe(0)
    expect(rendered(output)).toEqual([])
    expect(status()).toBe('')
  })

  it('heals a manifest that was edited by hand, and one that was deleted', () => {
    appendFileSync(join(clone, store), '# edited\n')
    expect(nx('render', 'production').output).toContain('[local cache]')
    expect(status()).toBe('')
    rmSync(join(clone, store))
    nx('render', 'production')
    expect(status()).toBe('')
  })

  it('does not delete a file that is not its own, and says that it is there', () => {
    const foreign = join(clone, 'environments/production/manifests/foreign.yaml')
    writeFileSync(foreign, 'kind: Pod\n')
    const { status: code, output } = nx('render', 'production')
    expect(code).not.toBe(0)
    expect(output).toContain('output-foreign')
    expect(readFileSync(foreign, 'utf8')).toBe('kind: Pod\n')
    rmSync(foreign)
  })

  it('renders what a change reaches: one environment for its patch, all for the base, none for the README', () => {
    const affected = (file: string, text: string): string[] => {
      git(clone, 'checkout', '--quiet', '-b', 'change')
      appendFileSync(join(clone, file), text)
      git(clone, 'commit', '--quiet', '--all', '--message=change')
      const { status: code, output } = nx('affected', '-t', 'render', '--base=main')
      expect(code, output).toBe(0)
      git(clone, 'checkout', '--quiet', '--force', 'main')
      git(clone, 'branch', '--quiet', '-D', 'change')
      return rendered(output)
    }
    expect(affected('environments/staging/patches/replicas.yaml', '# a comment\n')).toEqual(['staging'])
    expect(affected('base/index.ts', '// a comment\n')).toEqual(['production', 'staging'])
    expect(affected('README.md', 'a sentence\n')).toEqual([])
  })

  it('does not answer --check from its cache', () => {
    const { status: code, output } = nx('render', 'production', '--check')
    expect(code).not.toBe(0)
    expect(output).toContain('npx thanos-gitops render --check')
  })
})
