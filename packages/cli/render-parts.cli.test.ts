import { commandTimeout, environmentSource, fixtureRepository } from '@thanos-gitops/testing'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'

const repository = fixtureRepository()
afterEach(() => repository.restore())

/** As many environments as two processes share. */
const names = Array.from({ length: 50 }, (_, index) => `shop-${String(index).padStart(2, '0')}`)
const layer = 'environments/layers/eu/patches/web.yaml'
const patch = (value: string): string =>
  `- target: {kind: Deployment, name: web}\n  patch: [{op: replace, path: /spec/replicas, value: ${value}}]\n`

describe('a render of many environments', { timeout: commandTimeout }, () => {
  beforeAll(() => {
    for (const name of names)
      repository.write(`environments/${name}/environment.yaml`, `${environmentSource(name)}layers: [eu]\n`)
    repository.write(layer, patch('4'))
    repository.commitRendered('Add environments')
  }, commandTimeout)

  it('has the results of all processes in the order of the names', () => {
    const { status, stdout } = repository.run('render')
    expect(status).toBe(0)
    const all = ['blue', 'green', ...names, 'tiny']
    const lines = stdout.trimEnd().split('\n')
    expect(lines.slice(0, -1)).toEqual(all.map((name) => expect.stringContaining(`${name}: `) as unknown))
    expect(lines.at(-1)).toMatch(/^53 environments: \d+ manifests, nothing to change, \d+\.\d s$/)
    const check = repository.run('render', '--check')
    expect(check.status).toBe(0)
    expect(check.stdout).toMatch(/\n53 environments: \d+ manifests, up to date, \d+\.\d s\n$/)
  })

  it('writes the environments without a problem, and prints each problem once', () => {
    for (const name of ['shop-01', 'shop-40'])
      repository.write(`environments/${name}/patches/wrong.yaml`, patch('many'))
    repository.write(layer, patch('5'))
    const { status, stdout, stderr } = repository.run('render')
    expect(status).toBe(2)
    expect(stdout.match(/^shop-\d\d: \d+ manifests, 1 written$/gm)).toHaveLength(names.length - 2)
    for (const name of ['shop-01', 'shop-40']) expect(stderr.split(`environments/${name}/patches`)).toHaveLength(2)
  })

  it('warns about an operation of a layer only if it has no effect in all environments', () => {
    for (const name of names.slice(1)) repository.write(`environments/${name}/patches/replicas.yaml`, patch('6'))
    expect(repository.run('render').stdout).not.toContain(layer)
    repository.write('environments/shop-00/patches/replicas.yaml', patch('6'))
    expect(repository.run('render').stdout).toContain(`${layer}:2`)
  })
})
