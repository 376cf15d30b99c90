import { commandTimeout, fixtureRepository } from '@thanos-gitops/testing'
import { describe, expect, it } from 'vitest'

const shop = fixtureRepository()
const json = (...args: readonly string[]): unknown => {
  const { status, stdout, stderr } = shop.run('list', '--json', ...args)
  expect(stderr).toBe('')
  expect(status).toBe(0)
  return JSON.parse(stdout)
}

describe('list --json', { timeout: commandTimeout }, () => {
  it('prints the environments', () => {
    const { environments } = json() as { environments: readonly object[] }
    expect(environments).toMatchObject([{ name: 'blue' }, { name: 'green' }, { name: 'tiny' }])
    expect(environments[2]).toEqual({
      name: 'tiny',
      cluster: 'tiny-1',
      kubernetesVersion: '1.36',
      namespace: 'shop',
      delivery: 'argo-cd',
      objectStorage: 'rook',
      components: ['backup', 'database', 'namespace', 'rook-bucket', 'web'],
      objects: expect.any(Number) as number,
    })
  })

  it('prints the objects of environments', () => {
    const { objects } = json('tiny', 'green') as { objects: readonly { environment: string }[] }
    expect(new Set(objects.map(({ environment }) => environment))).toEqual(new Set(['green', 'tiny']))
    expect(objects).toContainEqual({
      environment: 'tiny',
      component: 'web',
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      name: 'web',
      namespace: 'shop',
      file: 'environments/tiny/manifests/web.deployment.yaml',
    })
    expect(objects).toContainEqual({
      environment: 'tiny',
      component: 'namespace',
      apiVersion: 'v1',
      kind: 'Namespace',
      name: 'shop',
      file: 'environments/tiny/manifests/00-shop.namespace.yaml',
    })
  })
})

describe('an unknown environment', { timeout: commandTimeout }, () => {
  it.each([
    ['render', 'gren'],
    ['validate', 'gren'],
    ['check', 'gren'],
    ['diff', 'gren', '--base', 'HEAD'],
    ['list', 'gren'],
    ['explain', 'gren', 'Service/web'],
    ['explain', 'environments/gren/manifests/web.service.yaml:3'],
    ['compare', 'blue', 'gren'],
    ['promote', 'blue', 'gren'],
    ['tidy', 'gren'],
  ])('gets a suggestion from %s', (...args) => {
    const { status, stderr } = shop.run(...args)
    expect(stderr).toBe('environment-missing\n  There is no folder environments/gren.\n  Did you mean green?\n')
    expect(status).toBe(2)
  })
})
