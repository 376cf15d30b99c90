// What render does with environments/<name>/delivery/ and the files of a fleet, on a copy of this repository.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cloneRepository, git } from '../../scripts/tests/clone.ts'

describe('render', { timeout: 60_000 }, () => {
  let clone: string
  beforeAll(() => (clone = cloneRepository()), 60_000)
  afterAll(() => rmSync(clone, { recursive: true }))

  const cli = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync('node_modules/.bin/thanos-gitops', args, {
      cwd: clone,
      encoding: 'utf8',
    })
    return { status, text: stdout + stderr }
  }
  const edit = (file: string, from: string | RegExp, to: string) =>
    writeFileSync(join(clone, file), readFileSync(join(clone, file), 'utf8').replace(from, to))
  const undo = () => {
    git(clone, 'checkout', '--quiet', '.')
    git(clone, 'clean', '--quiet', '--force', 'environments')
  }
  const application = 'environments/production/delivery/argo-cd/thanos-production.application.yaml'

  it('compares the delivery folder with --check as it compares manifests/', () => {
    edit(application, 'selfHeal: true', 'selfHeal: false')
    const { status, text } = cli('render', '--check', 'production')
    expect(status).toBe(1)
    expect(text).toContain(`${application} was edited by hand`)
    expect(text).toMatch(/^ +-.*selfHeal: false\n +\+.*selfHeal: true$/m)
    undo()
  })

  it('refuses a stranger’s file in the delivery folder, and writes nothing', () => {
    writeFileSync(join(clone, 'environments/production/delivery/flux/mine.yaml'), 'kind: Secret\n')
    edit(application, 'selfHeal: true', 'selfHeal: false')
    const { status, text } = cli('render', 'production')
    expect(status).toBe(2)
    expect(text).toContain('environments/production/delivery/flux/mine.yaml was not written by render')
    expect(readFileSync(join(clone, application), 'utf8')).toContain('selfHeal: false')
    undo()
  })

  it('removes the objects of a tool that the environment no longer names', () => {
    edit('environments/production/environment.yaml', 'delivery: both', 'delivery: flux')
    expect(cli('render', 'production').text).toContain('4 removed')
    expect(existsSync(join(clone, application))).toBe(false)
    expect(cli('render', '--check', 'production').status).toBe(0)
    undo()
  })

  it('says where delivery.yaml is wrong', () => {
    edit('environments/delivery.yaml', /^repository: .*$/m, 'repository: git@git.example.com:x/y.git')
    const { status, text } = cli('render')
    expect(status).toBe(2)
    expect(text).toMatch(/^environments\/delivery\.yaml:5:13 {2}delivery-invalid\n.*https:\/\/ or ssh:\/\//)
    undo()
  })

  it('writes the files of a fleet, compares them, and takes them away again', () => {
    edit('environments/delivery.yaml', 'central: false', 'central: true')
    expect(cli('render', '--check').text).toContain(
      'environments/fleet.flux.yaml is not what environments/delivery.yaml says.',
    )
    expect(cli('render').text).toContain('environments/fleet.argo-cd.yaml: written')
    expect(cli('render', '--check').status).toBe(0)
    edit('environments/delivery.yaml', 'central: true', 'central: false')
    expect(cli('render').text).toContain('environments/fleet.argo-cd.yaml: removed')
    expect(git(clone, 'status', '--short', 'environments')).toBe('')
  })

  it('renders no delivery objects without delivery.yaml', () => {
    rmSync(join(clone, 'environments/delivery.yaml'))
    expect(cli('render', 'staging').text).toContain('5 removed')
    undo()
  })
})
