import { appendFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { cloneRepository, git } from './tests/clone.ts'
import { script, succeed } from './tests/run.ts'

const clone = cloneRepository()
afterAll(() => rmSync(clone, { recursive: true }))
const lastLine = (output: string): string => output.trimEnd().split('\n').at(-1)!

describe('check:environments', () => {
  it('passes without any environment', () => {
    const { status, stdout } = script(clone, 'check-environments')
    expect(lastLine(stdout)).toBe('3 passed, 0 failed')
    expect(status).toBe(0)
  })

  it('passes for an environment that is rendered', () => {
    succeed(script(clone, 'new-environment', 'us-1'))
    git(clone, 'add', '--all')
    const { status, stdout } = script(clone, 'check-environments')
    expect(stdout).toMatch(/us-1: \d+ manifests, up to date/)
    expect(lastLine(stdout)).toBe('3 passed, 0 failed')
    expect(status).toBe(0)
  })

  it('checks a shard, and with the first one what belongs to all environments', () => {
    const run = (shard: string) => script(clone, 'check-environments', '--shard', shard)
    const [first, second] = [run('1/2'), run('2/2')]
    expect(first.stdout).toContain('Shard 1 of 2: 0 environments\n')
    expect(first.stdout).toMatch(/── render --check\n.*up to date[^]*── check --across/)
    expect(second.stdout).toMatch(/Shard 2 of 2: 1 environment\n[^]*── validate .*us-1\n[^]*── check .*--alone us-1\n/)
    expect([first, second].map(({ stdout }) => lastLine(stdout))).toEqual(['2 passed, 0 failed', '2 passed, 0 failed'])
    expect(run('3/2').stderr).toContain('--shard: "3/2" is not a shard.')
  })

  it('runs every command, counts those that fail, and ends with exit code 1', () => {
    // A manual edit, which render --check and validate report; check reads the sources.
    appendFileSync(join(clone, 'environments/us-1/manifests/thanos-store.service.yaml'), 'specs: {}\n')
    const { status, stdout } = script(clone, 'check-environments')
    expect(stdout).toContain('drift-hand-edited')
    expect(stdout).toContain('unknown field "specs"')
    expect(lastLine(stdout)).toBe('1 passed, 2 failed')
    expect(status).toBe(1)
  })
})
