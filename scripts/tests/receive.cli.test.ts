import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cloneRepository, commit } from './clone.ts'
import { root } from './repository.ts'
import { script, succeed, thanosGitops } from './run.ts'

const clone = cloneRepository()
afterAll(() => rmSync(clone, { recursive: true }))
const environment = join(clone, 'environments/us-1')

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

  it('has one receiver more with the patch of the README, and a finding without the entry of the hashring', () => {
    const readme = readFileSync(join(root, 'base/README.md'), 'utf8')
    const patch = /## More receivers[^]*?```yaml\n([^]*?)```/.exec(readme)![1]!
    const file = join(environment, 'patches/receivers.yaml')
    writeFileSync(file, patch)
    succeed(thanosGitops(clone, 'render'))
    succeed(thanosGitops(clone, 'check'))
    writeFileSync(file, patch.slice(0, patch.indexOf('- target: {kind: ConfigMap')))
    succeed(thanosGitops(clone, 'render'))
    const { status, stdout } = thanosGitops(clone, 'check')
    expect(status).toBe(1)
    expect(stdout).toContain('hashring-contains-every-receiver')
    expect(stdout).toContain('thanos-receive-3')
    rmSync(file)
  })

  it('has an outage in the diff with fewer receivers than copies', () => {
    succeed(thanosGitops(clone, 'render'))
    commit(clone, 'receive')
    writeFileSync(
      join(environment, 'patches/receivers.yaml'),
      '- target: {kind: StatefulSet, name: thanos-receive}\n  patch:\n    - op: replace\n      path: /spec/replicas\n      value: 2\n',
    )
    expect(thanosGitops(clone, 'diff', '--base', 'HEAD').stdout).toContain(
      '3 → 2 replicas: receive writes each sample 3 times but has fewer pods.',
    )
  })
})
