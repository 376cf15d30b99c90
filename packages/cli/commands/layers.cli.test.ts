import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { commandTimeout, fixtureRepository } from '@thanos-gitops/testing'
import { beforeEach, describe, expect, it } from 'vitest'

const shop = fixtureRepository()
const layer = 'environments/layers/eu/patches/replicas.yaml'
const header = '# yaml-language-server: $schema=../patches.schema.json\n'
const web = (...operations: readonly string[]): string =>
  `- target: {kind: Deployment, name: web}\n  patch:\n${operations.map((one) => `    - ${one}\n`).join('')}`
const replicas = (value: number): string => `{op: replace, path: /spec/replicas, value: ${value}}`

const list = (environment: string, layers: string): void =>
  shop.replace(`environments/${environment}/environment.yaml`, 'namespace: shop', `layers: ${layers}\nnamespace: shop`)
const own = (environment: string): string => `environments/${environment}/patches/web.yaml`

const start = shop.git('rev-parse', 'HEAD').trim()
beforeEach(() => {
  shop.git('reset', '--hard', '--quiet', start)
  shop.restore()
  for (const name of ['blue', 'green']) list(name, '[eu]')
  shop.write(layer, header + web(replicas(4)))
})

describe('layers', { timeout: commandTimeout }, () => {
  it('apply in the order of the list, before the patches of the environment', () => {
    shop.write('environments/layers/large/patches/a.yaml', header + web(replicas(5)))
    shop.replace('environments/green/environment.yaml', '[eu]', '[eu, large]')
    shop.replace('environments/blue/environment.yaml', '[eu]', '[large, eu]')
    shop.write(own('green'), header + web(replicas(6)))
    expect(shop.run('render').status).toBe(0)
    expect(shop.run('explain', 'green', 'Deployment/web', '/spec/replicas').stdout).toMatch(
      /^ +6 +environments\/green\/patches\/web\.yaml:4:.*\n +5 +environments\/layers\/large\/patches\/a\.yaml:4:.*\n +4 +environments\/layers\/eu\/.*\n +2 +base\//m,
    )
    expect(shop.read('environments/blue/manifests/web.deployment.yaml')).toContain('replicas: 4')
    expect(shop.read('environments/tiny/manifests/web.deployment.yaml')).toContain('replicas: 2')
  })

  it('are named by diff and by the lines of a manifest', () => {
    shop.commitRendered('layers')
    shop.write(layer, header + web(replicas(7)))
    expect(shop.run('diff', '--base', 'HEAD').stdout).toContain(`${layer}:4`)
    expect(shop.run('explain', 'green', 'Deployment/web').stdout).toContain(`${layer}:4`)
    expect(shop.run('list', '--json').stdout).toContain('"layers": [')
  })

  it.each([
    [
      'a layer that does not exist',
      '[eu, ue]',
      'environments/green/environment.yaml:5:14  environment-invalid',
      'Did you mean eu?',
    ],
    [
      'a layer that is listed twice',
      '[eu, eu]',
      'environments/green/environment.yaml:5:14  environment-invalid',
      'appears twice',
    ],
    [
      'a layer without a name',
      '[eu, 3]',
      'environments/green/environment.yaml:5:14  environment-invalid',
      'layers: [eu, large]',
    ],
    ['a mapping', '{eu: true}', 'environments/green/environment.yaml:5:9  environment-invalid', 'must be a list'],
  ])('refuse %s', (_, layers, place, message) => {
    shop.replace('environments/green/environment.yaml', '[eu]', layers)
    const { status, stderr } = shop.run('render', 'green')
    expect(stderr).toContain(place)
    expect(stderr).toContain(message)
    expect(status).toBe(2)
    expect(existsSync(join(shop.root, 'environments/green/manifests'))).toBe(false)
  })

  it('are refused if no environment lists them, if they have a wrong setting, and as an environment', () => {
    shop.write('environments/layers/us/environment.yaml', 'a: 1\n')
    shop.write('environments/layers/eu/layer.yaml', 'apiVersion: thanos-gitops/v1\nkind: Layer\nlayers: [us]\n')
    shop.write('environments/layers/ASIA/README.md', '')
    const { status, stderr } = shop.run('render')
    expect(stderr).toContain('environments/layers/us  layer-unused')
    expect(stderr).toContain('environments/layers/us/environment.yaml  layer-settings')
    expect(stderr).toContain(
      'environments/layers/eu/layer.yaml:3:1  layer-invalid\n  blue and green: A layer cannot set layers',
    )
    expect(stderr).toContain('environments/layers/ASIA  layer-name')
    expect(status).toBe(2)
    shop.write('environments/layers/environment.yaml', shop.read('environments/tiny/environment.yaml'))
    expect(shop.run('render').stderr).toContain('environments/layers  environment-name')
  })

  it('name the environments for which a patch is wrong, once', () => {
    shop.write(layer, header + web(replicas(4), '{op: replace, path: /spec/replica, value: 1}', replicas(40)))
    shop.replace(
      'environments/policy.yaml',
      'patches:\n',
      'patches:\n  - {path: /spec/replicas, environments: [green], range: 1..3}\n',
    )
    const { status, stderr } = shop.run('render')
    expect(stderr).toContain(`${layer}:5:27  patch-path-missing\n  blue and green: Deployment/web`)
    expect(stderr).toMatch(
      /replicas\.yaml:4:50 {2}patch-policy\n {2}green: Deployment\/web\/spec\/replicas must be within 1\.\.3, not 4/,
    )
    expect(stderr).toMatch(
      /replicas\.yaml:6:50 {2}patch-policy\n {2}blue: Deployment\/web\/spec\/replicas must be within 1\.\.10, not 40/,
    )
    expect(stderr.match(/patch-path-missing/g)).toHaveLength(1)
    expect(status).toBe(2)
  })

  it('may have operations that one environment overrides, and are tidied of those that all override', () => {
    shop.write(own('green'), header + web(replicas(6)))
    expect(shop.run('render', '--check').stdout).not.toContain('patch-overwritten')
    shop.write(own('blue'), header + web(replicas(7)))
    shop.remove('environments/blue/patches/replicas.yaml')
    const { stdout } = shop.run('tidy', '--check')
    expect(stdout).toContain(`${layer}:4:27  warning  patch-overwritten`)
    expect(stdout).toContain('every environment that lists eu overrides the value of /spec/replicas')
    expect(shop.run('tidy', '--check', 'green').stdout).not.toContain('patch-overwritten')
    shop.run('render')
    const before = shop.read('environments/green/manifests/web.deployment.yaml')
    expect(shop.run('tidy').stdout).toContain('layers: 1 removed')
    expect(shop.read(layer)).toBe(header)
    shop.run('render')
    expect(shop.read('environments/green/manifests/web.deployment.yaml')).toBe(before)
    expect(shop.run('tidy', '--check').status).toBe(0)
  })

  it('receive the operations that all environments share, and give them back', () => {
    shop.write(layer, header)
    shop.remove('environments/blue/patches/replicas.yaml')
    const operations = (value: number): string =>
      `# Ours.\n${web(replicas(value), '{op: add, path: /spec/minReadySeconds, value: 5}')}`
    shop.write(own('blue'), header + operations(4))
    shop.write(own('green'), header + operations(5))
    shop.replace('environments/policy.yaml', 'patches:\n', 'patches:\n  - {path: /spec/minReadySeconds}\n')
    shop.commitRendered('patches')
    const { stdout } = shop.run('promote', 'green', 'layers/eu')
    expect(stdout).toContain('because most environments that list the layer do not have it')
    expect(stdout).toContain('1 operation moved to layers/eu')
    expect(shop.read('environments/layers/eu/patches/web.yaml')).toBe(
      `${header}- target: {kind: Deployment, name: web}\n  patch:\n    - {op: add, path: /spec/minReadySeconds, value: 5}\n`,
    )
    expect(shop.read(own('blue'))).toBe(`${header}# Ours.\n${web(replicas(4))}`)
    expect(shop.run('render', '--check').status).toBe(0)
    expect(shop.run('promote', 'layers/eu', 'environments').stdout).toContain('1 operation moved to environments')
    expect(shop.read(own('green'))).toBe(header + operations(5))
    expect(shop.run('render', '--check').status).toBe(0)
  })

  it.each([
    [['promote', 'tiny', 'layers/eu'], 'tiny does not list the layer eu.'],
    [['promote', 'blue', 'layers/ue'], 'Did you mean eu?'],
    [['promote', 'layers/eu', 'blue'], 'promote layers/eu environments'],
    [['promote', 'blue', 'layers/eu', '--at', 'nowhere:1'], 'is not a line of a patch file'],
    [['promote', 'green', 'blue', '--at', `${layer}:4`], 'to a layer or from it'],
  ])('refuse %j', (args, message) => {
    const { status, output } = shop.run(...args)
    expect(output).toContain(message)
    expect(status).toBe(2)
  })

  it('keep their patches when another environment is promoted', () => {
    const level = '/spec/template/spec/containers/[name=web]/args/[--timeout]'
    shop.write(layer, header + web(`{op: replace, path: "${level}", value: --timeout=9m}`))
    shop.replace('environments/blue/environment.yaml', 'layers: [eu]\n', '')
    shop.remove('environments/green/patches/resources.yaml')
    const { stdout } = shop.run('promote', 'green', 'blue')
    expect(stdout).toContain(`+    - {op: replace, path: "${level}", value: --timeout=9m}`)
    expect(shop.run('promote', 'tiny', 'green').stdout).toContain('Other environments list the layer eu.')
    expect(shop.read(layer)).toContain('9m')
  })
})
