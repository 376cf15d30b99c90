import { commandTimeout, fixtureRepository } from '@thanos-gitops/testing'
import { beforeEach, describe, expect, it } from 'vitest'

const shop = fixtureRepository()
const start = shop.git('rev-parse', 'HEAD').trim()
const own = 'environments/blue/resources/banner.yaml'
const shared = 'environments/layers/eu/resources/policy.yaml'

const configMap = `apiVersion: v1
kind: ConfigMap
metadata:
  name: banner
data:
  text: |
    Hello
    Blue
`
const priority = `apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: {name: shop}
value: 1000
`

beforeEach(() => {
  shop.git('reset', '--hard', '--quiet', start)
  shop.restore()
  for (const name of ['blue', 'green'])
    shop.replace(`environments/${name}/environment.yaml`, 'namespace: shop', 'layers: [eu]\nnamespace: shop')
  shop.write(own, configMap)
  shop.write(shared, priority)
})

describe('objects in resources/', { timeout: commandTimeout }, () => {
  it('are rendered for the environment and for those that list the layer, in the namespace of the environment', () => {
    expect(shop.run('render').status).toBe(0)
    expect(shop.read('environments/blue/manifests/banner.configmap.yaml')).toContain('  namespace: shop\n')
    expect(shop.read('environments/green/manifests/shop.priorityclass.yaml')).not.toContain('namespace')
    expect(shop.run('list', 'green', '--json').stdout).not.toContain('banner')
    expect(shop.run('list', 'tiny', '--json').stdout).not.toContain('PriorityClass')
    expect(shop.read('environments/blue/delivery/argo-cd/thanos-blue.appproject.yaml')).toContain('PriorityClass')
    expect(shop.run('render', '--check').status).toBe(0)
  })

  it('are patched like the objects of the base, within the policy', () => {
    const patch = (value: number): string => `- target: {kind: PriorityClass, name: shop}
  patch:
    - {op: replace, path: /value, value: ${value}}
`
    const rule = (range: string): string =>
      `patches:\n  - {path: /value, target: {component: resources}, range: ${range}}\n`
    shop.write('environments/green/patches/priority.yaml', patch(2000))
    shop.replace('environments/policy.yaml', 'patches:\n', rule('1..3000'))
    expect(shop.run('render', 'green').status).toBe(0)
    expect(shop.run('explain', 'green', 'PriorityClass/shop', '/value').stdout).toMatch(
      /^ +2000 +environments\/green\/patches\/priority\.yaml:3:\d+ +patch +replace\n +1000 +environments\/layers\/eu\/resources\/policy\.yaml:4:8 +resource$/m,
    )
    shop.replace('environments/policy.yaml', '1..3000', '1..1500')
    const { status, stderr } = shop.run('render', 'green')
    expect(stderr).toContain('environments/green/patches/priority.yaml:3')
    expect(status).toBe(2)
  })

  it('have their lines in explain, diff, check and validate', () => {
    const lines = shop.run('explain', 'blue', 'ConfigMap/banner').stdout
    expect(lines).toMatch(/resource +environments\/blue\/resources\/banner\.yaml:8:\d+ .*Blue/)
    expect(lines).toMatch(/setting +environments\/blue\/environment\.yaml:\d+:\d+ .*namespace: shop/)
    shop.commitRendered('objects')
    shop.replace(own, 'Blue', 'Green')
    expect(shop.run('diff', '--base', 'HEAD').stdout).toContain(`${own}:`)
    shop.write(
      'environments/blue/resources/service.yaml',
      'apiVersion: v1\nkind: Service\nmetadata: {name: nobody}\nspec:\n  selector: {app: nobody}\n  ports: [{port: 80}]\n',
    )
    expect(shop.run('check', 'blue').stdout).toMatch(
      /resources\/service\.yaml\n {2}5:13 {2}error {2}service-selects-pods/,
    )
  })

  it.each([
    [
      'an object of the base',
      configMap.replace('name: banner', 'name: database'),
      /banner\.yaml:4:9 {2}resource-duplicate\n {2}ConfigMap\/database is also in base\/components\/database\.ts\./,
    ],
    [
      'an object of a layer',
      priority,
      /banner\.yaml:3:18 {2}resource-duplicate\n {2}PriorityClass\/shop is also in environments\/layers\/eu\/resources\/policy\.yaml\./,
    ],
    [
      'an unknown field',
      configMap.replace('\ndata:', '\ndat:'),
      /banner\.yaml:\d+:\d+ {2}resource-invalid\n {2}ConfigMap\/banner: \/dat/,
    ],
    [
      'a wrong type',
      configMap.replace(/text: \|[^]*/, 'text: 3\n'),
      /banner\.yaml:6:9 {2}resource-invalid\n {2}ConfigMap\/banner: \/data\/text/,
    ],
    [
      'an object without a name',
      'apiVersion: v1\nkind: ConfigMap\n',
      /banner\.yaml:1:1 {2}resource-invalid\n {2}metadata\.name must be/,
    ],
    ['what is no object', '- a\n', /banner\.yaml:1:1 {2}resource-invalid/],
    [
      'a list of objects',
      'apiVersion: v1\nkind: List\nmetadata: {name: a}\nitems: []\n',
      /banner\.yaml:4:8 {2}resource-invalid\n {2}List contains several objects/,
    ],
    [
      'several documents',
      `${configMap}---\n${priority}`,
      /banner\.yaml:9:\d+ {2}yaml-syntax\n {2}The file contains more than one YAML document/,
    ],
    [
      'fields of the API server',
      configMap.replace('  name: banner\n', '  name: banner\n  uid: x\n'),
      /banner\.yaml:5:3 {2}resource-invalid\n {2}The API server sets metadata\.uid/,
    ],
    [
      'a Secret with data',
      'apiVersion: v1\nkind: Secret\nmetadata: {name: banner}\nstringData: {password: "dragonfly-7261-harbor"}\n',
      /banner\.yaml:4:\d+ {2}no-literal-credentials/,
    ],
  ])('are refused: %s', (_, content, expected) => {
    shop.write(own, content)
    const { status, stderr } = shop.run('render', 'blue')
    expect(stderr).toMatch(expected)
    expect(stderr).not.toContain('dragonfly')
    expect(status).toBe(2)
  })

  it('of a layer name the environments for which they are wrong, once', () => {
    shop.write(shared, priority.replace('value: 1000', 'value: high'))
    const { stderr } = shop.run('render')
    expect(stderr).toMatch(/policy\.yaml:4:8 {2}resource-invalid\n {2}blue and green: PriorityClass\/shop: \/value/)
    expect(stderr.match(/resource-invalid/g)).toHaveLength(1)
  })

  it('are targets of patches also while a setting is wrong', () => {
    shop.write('environments/green/patches/a.yaml', '- target: {kind: PriorityClass, name: shop}\n  patch: []\n')
    shop.replace('environments/green/environment.yaml', 'cluster: ', 'kluster: ')
    const { stderr } = shop.run('render', 'green')
    expect(stderr).toContain('Did you mean cluster?')
    expect(stderr).not.toContain('patch-target-missing')
  })
})
