import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { findTool } from '../tools.ts'
import { cloneRepository, git } from './clone.ts'
import { withoutNx } from './environment.ts'
import { root } from './repository.ts'

// No environment here runs receivers. These tests switch them on in one.
const promtool = await findTool('promtool')
const clone = cloneRepository()
afterAll(() => rmSync(clone, { recursive: true }))

const thanosGitops = (...args: string[]) =>
  spawnSync(join(clone, 'packages/cli/bin.mjs'), args, { cwd: clone, encoding: 'utf8', env: withoutNx() })

describe('an environment with thanos-receive', () => {
  beforeAll(() => {
    const file = join(clone, 'environments/staging/environment.yaml')
    writeFileSync(file, readFileSync(file, 'utf8').replace('components:\n', 'components:\n  - thanos-receive\n'))
  })

  it('renders, and the checks find nothing', () => {
    expect(thanosGitops('render', 'staging')).toMatchObject({
      status: 0,
      stderr: '',
      stdout: expect.stringContaining('49 manifests') as unknown,
    })
    expect(thanosGitops('check', 'staging')).toMatchObject({
      status: 0,
      stdout: 'staging: 49 objects, no findings\n',
    })
    const queried = readFileSync(join(clone, 'environments/staging/manifests/thanos-query.configmap.yaml'), 'utf8')
    expect(queried).toContain('dnssrv+_grpc._tcp.thanos-receive.kube-monitor.svc.cluster.local')
  })

  it.skipIf(promtool === undefined)('has alerts that fire when they should', () => {
    const { data } = parse(
      readFileSync(join(clone, 'environments/staging/manifests/prometheus-rules.configmap.yaml'), 'utf8'),
    ) as { data: Record<string, string> }
    const cases = readFileSync(join(root, 'base/rules/thanos-receive.test.yaml'), 'utf8')
    // Not in the clone, where it would be a stranger's file.
    const folder = mkdtempSync(join(tmpdir(), 'receive-'))
    writeFileSync(join(folder, 'thanos.yaml'), data['thanos.yaml']!)
    writeFileSync(join(folder, 'cases.yaml'), cases.replace('rules/thanos.yaml', 'thanos.yaml'))
    const { status, stdout, stderr } = spawnSync(promtool!, ['test', 'rules', join(folder, 'cases.yaml')], {
      encoding: 'utf8',
    })
    rmSync(folder, { recursive: true })
    expect(status, `${stdout}\n${stderr}`).toBe(0)
  })

  it('takes one receiver more by the patch of the README, and a hashring without it is found', () => {
    const patch = /## More receivers[^]*?```yaml\n([^]*?)```/.exec(
      readFileSync(join(root, 'base/README.md'), 'utf8'),
    )![1]!
    const file = join(clone, 'environments/staging/patches/receivers.yaml')
    writeFileSync(file, patch)
    expect(thanosGitops('render', 'staging')).toMatchObject({ status: 0, stderr: '' })
    expect(thanosGitops('check', 'staging')).toMatchObject({ status: 0 })
    writeFileSync(file, patch.slice(0, patch.indexOf('- target: {kind: ConfigMap')))
    expect(thanosGitops('render', 'staging')).toMatchObject({ status: 0, stderr: '' })
    const { status, stdout } = thanosGitops('check', 'staging')
    expect(status).toBe(1)
    expect(stdout).toContain('hashring-contains-every-receiver')
    expect(stdout).toContain('thanos-receive-3')
  })

  it('is told by diff that fewer receivers than copies is an outage', () => {
    rmSync(join(clone, 'environments/staging/patches/receivers.yaml'))
    expect(thanosGitops('render', 'staging')).toMatchObject({ status: 0, stderr: '' })
    git(clone, 'add', '--all')
    git(clone, 'commit', '--quiet', '--message=receive')
    writeFileSync(
      join(clone, 'environments/staging/patches/receivers.yaml'),
      '- target: {kind: StatefulSet, name: thanos-receive}\n  patch:\n    - op: replace\n      path: /spec/replicas\n      value: 2\n',
    )
    expect(thanosGitops('diff', 'staging', '--base', 'HEAD').stdout).toContain(
      '3 → 2 replicas: receive writes each sample 3 times and has fewer pods than that.',
    )
  })
})
