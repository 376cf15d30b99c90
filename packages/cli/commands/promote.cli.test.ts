import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { commandTimeout, fixtureRepository } from '@thanos-gitops/testing'
import { beforeEach, describe, expect, it } from 'vitest'

const shop = fixtureRepository()
beforeEach(() => shop.restore())

const append = (file: string, content: string): void => appendFileSync(join(shop.root, file), content)
const settings = 'environments/blue/environment.yaml'
const patches = 'environments/blue/patches/replicas.yaml'

describe('compare, promote and tidy', { timeout: commandTimeout }, () => {
  it.each([
    [['compare', 'green'], 'does not take 1 argument'],
    [['compare', 'green', 'green'], 'each environment once'],
    [['compare', 'green', 'bleu'], 'Did you mean blue?'],
    [['compare', 'green', 'blue', '--component', 'databse'], 'Did you mean database?'],
    [['promote', 'green'], 'does not take 1 argument'],
    [['promote', 'green', 'green'], 'two different environments'],
    [['promote', 'green', 'blue', '--component', 'x-y-z'], 'Components: '],
    [['tidy', 'gre', '--check'], 'green'],
    [['tidy', '--check', '--dry-run'], 'not both'],
  ])('refuses %j with: %s', (args, expected) => {
    const { status, output } = shop.run(...args)
    expect(output).toContain(expected)
    expect(status).toBe(2)
  })

  it('prints the differences of two environments, and exits with 1', () => {
    const { status, output } = shop.run('compare', 'green', 'blue', '--component', 'database')
    expect(output).toMatch(/\[name=database\]\/resources\/limits\/memory +4Gi +16Gi/)
    expect(status).toBe(1)
  })

  it('promotes a tag and keeps the registry; --dry-run prints the change and writes nothing', () => {
    append(
      'environments/green/environment.yaml',
      'images:\n  - {name: registry.example.com/shop/database, newTag: v0.99.0}\n',
    )
    const before = shop.read(settings)
    expect(shop.run('promote', 'green', 'blue', '--dry-run').output).toContain('+    newTag: v0.99.0')
    expect(shop.read(settings)).toBe(before)
    const { status, output } = shop.run('promote', 'green', 'blue')
    expect(status).toBe(0)
    expect(output).toContain('Next: npx nx render blue')
    expect(shop.read(settings)).toBe(
      before.replace(
        'newName: mirror.example.net/database\n',
        'newName: mirror.example.net/database\n    newTag: v0.99.0\n',
      ),
    )
    expect(shop.run('render', 'blue', '--stdout').output).toContain('image: mirror.example.net/database:v0.99.0')
  })

  it('reports a patch without effect: render warns, --check fails, tidy removes it', () => {
    const before = shop.read(patches)
    append(
      patches,
      '- target: {kind: Deployment, name: cache}\n  patch:\n    - {op: replace, path: /spec/replicas, value: 2}\n',
    )
    expect(shop.run('render', 'blue')).toMatchObject({
      status: 0,
      output: expect.stringContaining('patch-no-effect') as string,
    })
    expect(shop.run('render', 'blue', '--check')).toMatchObject({
      status: 1,
      output: expect.stringContaining('patch-no-effect') as string,
    })
    expect(shop.run('tidy', 'blue', '--check')).toMatchObject({ status: 1 })
    expect(shop.run('tidy', 'blue')).toMatchObject({ status: 0, output: 'blue: 1 removed\n' })
    expect(shop.read(patches)).toBe(before)
  })
})
