import { commandTimeout, fixtureRepository } from '@thanos-gitops/testing'
import { describe, expect, it } from 'vitest'

const shop = fixtureRepository()
const layer = 'environments/layers/eu/patches/replicas.yaml'
const patch = `# yaml-language-server: $schema=../patches.schema.json
- target: {kind: Deployment, name: web}
  patch:
    - {op: replace, path: /spec/replicas, value: {$value: count}}
`

for (const [name, count] of [
  ['blue', 4],
  ['green', 5],
] as const)
  shop.replace(
    `environments/${name}/environment.yaml`,
    'namespace: shop',
    `layers: [eu]\nvalues:\n  count: ${count}\nnamespace: shop`,
  )
shop.write(layer, patch)

describe('values', { timeout: commandTimeout }, () => {
  it('differ in the environments that list a layer, and are named by explain, diff and the editor schema', () => {
    expect(shop.run('render')).toMatchObject({ status: 0 })
    expect(shop.read('environments/green/manifests/web.deployment.yaml')).toContain('replicas: 5')
    expect(shop.run('explain', 'green', 'Deployment/web', '/spec/replicas').stdout).toMatch(
      /^ +5 +environments\/green\/environment\.yaml:7:10 +setting +values\.count; used at (environments\/layers\/eu\/patches\/replicas\.yaml:4:50)\n +\{count\} +\1 +patch +replace\n +2 +base\//m,
    )
    expect(shop.run('render', '--schemas')).toMatchObject({ status: 0 })
    expect(shop.read('environments/layers/eu/patches.schema.json')).toContain('"enum":["count","cluster","namespace"]')
    shop.commitRendered('values')
    shop.replace('environments/green/environment.yaml', 'count: 5', 'count: 6')
    expect(shop.run('diff', '--base', 'HEAD').stdout).toContain(
      `environments/green/environment.yaml:7:10 (setting, used at ${layer}:4:50)`,
    )
  })

  it('that environments do not declare are one error, with the names of the environments', () => {
    shop.write(layer, patch.replace('count', 'cuont'))
    const { status, stderr } = shop.run('render')
    expect(stderr).toContain(
      `${layer}:4:59  value-missing\n  blue and green: environment.yaml does not declare the value cuont.\n  Did you mean count?`,
    )
    expect(status).toBe(2)
  })

  it('without a reference fail render --check', () => {
    shop.write(layer, patch.replace('{$value: count}', '7'))
    expect(shop.run('render').status).toBe(0)
    const { status, stdout, stderr } = shop.run('render', '--check', 'blue')
    expect(stdout + stderr).toContain('environments/blue/environment.yaml:7:3  warning  value-unused')
    expect(status).toBe(1)
  })
})
