import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cloneRepository, commit, git } from './tests/clone.ts'
import { script, succeed, thanosGitops } from './tests/run.ts'

let clone: string
let output: string
beforeAll(() => {
  clone = cloneRepository()
  output = mkdtempSync(join(tmpdir(), 'pull-request-'))
  for (const name of ['us-1', 'us-2']) succeed(script(clone, 'new-environment', name))
  commit(clone, 'Add two environments')
  git(clone, 'checkout', '--quiet', '-b', 'change')
})
afterAll(() => {
  rmSync(clone, { recursive: true })
  rmSync(output, { recursive: true })
})

const pullRequest = (...args: readonly string[]) =>
  script(clone, 'pull-request', '--base', 'main', '--output', output, ...args)

describe('npm run pull-request', () => {
  it('compares all environments if none is affected', () => {
    const { stdout } = succeed(pullRequest())
    expect(stdout).toContain('No environment is affected.')
    expect(stdout).not.toContain('── check')
    expect(readFileSync(join(output, 'comment.md'), 'utf8')).toContain('No rendered object changes')
  })

  it('prints in a dry run what it would do, and writes nothing', () => {
    for (const file of readdirSync(output)) rmSync(join(output, file))
    const file = join(clone, 'environments/us-1/patches/replicas.yaml')
    const before = readFileSync(file, 'utf8')
    const after = before.replace(/(name: thanos-query\}[^]*?value: )\d+/, '$17')
    expect(after).not.toBe(before)
    writeFileSync(file, after)
    const { stdout } = succeed(pullRequest('--dry-run'))
    expect(stdout).toContain('Affected: us-1\n')
    expect(stdout).toContain('would run thanos-gitops render --check us-1\n')
    expect(stdout).toContain('would run thanos-gitops diff --base main\n')
    expect(readdirSync(output)).toEqual([])
  })

  it('fails if an environment is not rendered', () => {
    const { status, stdout, stderr } = pullRequest()
    expect(stdout).toContain('drift-stale')
    expect(stderr).toContain('Failed: render --check us-1')
    expect(status).toBe(1)
  })

  it('passes after a render, and writes what the change does', () => {
    succeed(thanosGitops(clone, 'render'))
    const { stdout } = succeed(pullRequest('--labels=-bug'))
    expect(stdout).toContain('── diff --base main --labels=-bug\n')
    expect(stdout).toMatch(/\nReaches 1 of \d+ environments\.\n/)
    // Prometheus reads how many replicas its alerts expect.
    expect(stdout).toContain('us-1: 2 of ')
    expect(readdirSync(output).sort()).toEqual(['check.sarif', 'comment.md', 'diff.json', 'diff.sarif'])
    expect(readFileSync(join(output, 'comment.md'), 'utf8')).toContain('Deployment/thanos-query')
    expect(JSON.parse(readFileSync(join(output, 'check.sarif'), 'utf8'))).toMatchObject({ version: '2.1.0' })
    expect(existsSync(join(clone, 'comment.md'))).toBe(false)
  })

  it('checks and compares a part of the environments in a shard, the removed ones in the first', () => {
    rmSync(join(clone, 'environments/us-2'), { recursive: true })
    const [first, second] = ['1/2', '2/2'].map((shard) => succeed(pullRequest('--shard', shard, '--dry-run')).stdout)
    expect(first).toMatch(/^would run thanos-gitops diff --base main --write-part diff-part\.json .*\bus-2$/m)
    expect(first).not.toContain('check us-1')
    expect(second).toContain('would run thanos-gitops render --check us-1\n')
    expect(second).toMatch(/^would run thanos-gitops diff --base main --write-part diff-part\.json .*\bus-1$/m)
  })

  it('puts the parts of shards together, and refuses other files', () => {
    const parts = mkdtempSync(join(tmpdir(), 'parts-'))
    for (const shard of ['1', '2']) {
      mkdirSync(join(parts, shard))
      writeFileSync(join(parts, shard, 'diff-part.json'), '{}')
    }
    expect(succeed(pullRequest('--parts', parts, '--dry-run')).stdout).toContain('--parts 2 files\n')
    const { status, stderr } = pullRequest('--parts', parts)
    expect(stderr).toContain('is not a part of a diff of this version')
    expect(status).toBe(1)
    rmSync(parts, { recursive: true })
  })

  it('refuses a base that does not exist', () => {
    const { status, stderr } = script(clone, 'pull-request', '--base', 'nowhere', '--output', output)
    expect(stderr).toContain('affected-unknown\n  nx reports no affected projects since nowhere.')
    expect(status).toBe(2)
  })
})
