import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cloneRepository, commit } from './clone.ts'
import { root } from './repository.ts'
import { script, succeed, thanosGitops } from './run.ts'

const clone = cloneRepository()
afterAll(() => rmSync(clone, { recursive: true }))
const environment = join(clone, 'environments/us-1')

const replicas = (number: number): string =>
  `- target: {kind: StatefulSet, name: thanos-receive}\n  patch: [{op: replace, path: /spec/replicas, value: ${number}}]\n`

describe('an environment with thanos-receive', () => {
  beforeAll(() => {
    succeed(script(clone, 'new-environment', 'us-1'))
    const file = join(environment, 'environment.yaml')
    writeFileSync(file, readFileSync(file, 'utf8').replace('components:\n', 'components:\n  - thanos-receive\n'))
    succeed(thanosGitops(clone, 'render'))
  })

  it('has no finding of the checks', () => {
    expect(thanosGitops(clone, 'check').stdout).toMatch(/^us-1: \d+ objects, no findings\n$/)
  })

  it('has more receivers with the setting of the README, and a finding for a patch without an entry in the hashring', () => {
    const readme = readFileSync(join(root, 'base/README.md'), 'utf8')
    const setting = /## More receivers[^]*?```yaml\n([^]*?)```/.exec(readme)![1]!
    const settings = join(environment, 'environment.yaml')
    const before = readFileSync(settings, 'utf8')
    writeFileSync(settings, `${before}${setting}`)
    succeed(thanosGitops(clone, 'render'))
    succeed(thanosGitops(clone, 'check'))
    const file = join(environment, 'patches/receivers.yaml')
    writeFileSync(file, replicas(6))
    succeed(thanosGitops(clone, 'render'))
    const { status, stdout } = thanosGitops(clone, 'check')
    expect(status).toBe(1)
    expect(stdout).toContain('hashring-contains-every-receiver')
    expect(stdout).toContain('thanos-receive-5')
    rmSync(file)
    writeFileSync(settings, before)
  })

  it('has an outage in the diff with fewer receivers than copies', () => {
    succeed(thanosGitops(clone, 'render'))
    commit(clone, 'receive')
    writeFileSync(join(environment, 'patches/receivers.yaml'), replicas(2))
    expect(thanosGitops(clone, 'diff', '--base', 'HEAD').stdout).toContain(
      '3 → 2 replicas: receive writes each sample 3 times but has fewer pods.',
    )
  })
})
