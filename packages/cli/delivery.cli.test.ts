// What render does with environments/<name>/delivery/ and with the files of a fleet.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { commandTimeout, fixtureRepository } from '@thanos-gitops/testing'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'

const shop = fixtureRepository()
beforeAll(() => shop.commitRendered('render'), commandTimeout)
afterEach(() => shop.restore())

const application = 'environments/blue/delivery/argo-cd/thanos-blue.application.yaml'

describe('render', { timeout: commandTimeout }, () => {
  it('compares the delivery folder with --check as it compares manifests/', () => {
    shop.replace(application, 'selfHeal: true', 'selfHeal: false')
    const { status, output } = shop.run('render', '--check', 'blue')
    expect(output).toContain(`${application} was edited by hand`)
    expect(output).toMatch(/^ +-.*selfHeal: false\n +\+.*selfHeal: true$/m)
    expect(status).toBe(1)
  })

  it('refuses an unknown file in the delivery folder, and writes nothing', () => {
    shop.write('environments/blue/delivery/flux/mine.yaml', 'kind: Secret\n')
    shop.replace(application, 'selfHeal: true', 'selfHeal: false')
    const { status, output } = shop.run('render', 'blue')
    expect(output).toContain('environments/blue/delivery/flux/mine.yaml was not written by render')
    expect(status).toBe(2)
    expect(shop.read(application)).toContain('selfHeal: false')
  })

  it('removes the objects of a tool that the environment no longer names', () => {
    shop.replace('environments/blue/environment.yaml', 'delivery: both', 'delivery: flux')
    expect(shop.run('render', 'blue').output).toContain('4 removed')
    expect(existsSync(join(shop.root, application))).toBe(false)
    expect(shop.run('render', '--check', 'blue').status).toBe(0)
  })

  it('reports the line of delivery.yaml that is invalid', () => {
    shop.replace('environments/delivery.yaml', /^repository: .*$/m, 'repository: git@git.example.com:x/y.git')
    const { status, output } = shop.run('render')
    expect(output).toMatch(/^environments\/delivery\.yaml:3:13 {2}delivery-invalid\n.*https:\/\/ or ssh:\/\//)
    expect(status).toBe(2)
  })

  it('writes the files of a fleet, compares them, and removes them again', () => {
    shop.replace('environments/delivery.yaml', 'central: false', 'central: true')
    expect(shop.run('render', '--check').output).toContain(
      'environments/fleet.flux.yaml does not match environments/delivery.yaml.',
    )
    expect(shop.run('render').output).toContain('environments/fleet.argo-cd.yaml: written')
    expect(shop.run('render', '--check').status).toBe(0)
    shop.replace('environments/delivery.yaml', 'central: true', 'central: false')
    expect(shop.run('render').output).toContain('environments/fleet.argo-cd.yaml: removed')
    expect(shop.git('status', '--short')).toBe('')
  })

  it('writes the objects of notifications, and names the line of an unknown provider', () => {
    const settings = shop.read('environments/delivery.yaml')
    const notifications = (provider: string) =>
      shop.write(
        'environments/delivery.yaml',
        `${settings}notifications:\n  provider: ${provider}\n  secret: commit-status-token\n`,
      )
    notifications('gitea')
    expect(shop.run('render').output).toContain('environments/fleet.argo-cd-notifications.yaml: written')
    expect(existsSync(join(shop.root, 'environments/blue/delivery/flux/thanos-blue.alert.yaml'))).toBe(true)
    expect(shop.run('render', '--check').status).toBe(0)
    notifications('bitbucket')
    const line = shop.read('environments/delivery.yaml').split('\n').length - 2
    const { status, output } = shop.run('render')
    expect(output).toContain(`environments/delivery.yaml:${line}:13`)
    expect(output).toContain('provider must be one of github, gitlab, gitea, not "bitbucket".')
    expect(status).toBe(2)
  })

  it('renders no delivery objects without delivery.yaml', () => {
    shop.remove('environments/delivery.yaml')
    expect(shop.run('render', 'green').output).toContain('5 removed')
  })
})
