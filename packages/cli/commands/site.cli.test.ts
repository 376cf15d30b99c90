import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { commandTimeout, fixtureRepository } from '@thanos-gitops/testing'
import { beforeAll, describe, expect, it } from 'vitest'

const shop = fixtureRepository()
const out = join(shop.root, 'site')

interface Overview {
  readonly title: string
  readonly revision: string
  readonly isModified: boolean
  readonly checks?: { readonly ran: number }
  readonly environments: readonly { readonly name: string; readonly namespace: string; readonly versions: number[] }[]
  readonly objects: readonly { readonly file: string; readonly chunk: number }[]
}
interface Versions {
  readonly files: readonly string[]
  readonly origins: readonly (readonly [string, number, number])[]
  readonly sources: readonly (readonly number[])[]
  readonly lines: readonly (readonly [string, number])[]
  readonly versions: readonly (readonly number[])[]
}

const inflated = (content: string): unknown => JSON.parse(inflateRawSync(Buffer.from(content, 'base64')).toString())
const overview = (): Overview => {
  const page = readFileSync(join(out, 'index.html'), 'utf8')
  return inflated(/id="overview">([^<]*)</.exec(page)![1]!) as Overview
}
const data = <Value>(name: string): Value =>
  inflated(/"([^"]*)"\)\n$/.exec(readFileSync(join(out, `data/${name}.js`), 'utf8'))![1]!) as Value

describe('site', { timeout: commandTimeout }, () => {
  beforeAll(() => {
    shop.replace('environments/blue/environment.yaml', /^namespace: .*$/m, 'namespace: shop-blue')
    shop.commitRendered('render')
    const { status, stderr, stdout } = shop.run('site', '--out', 'site', '--base', 'HEAD')
    expect(stderr).toBe('')
    expect(status).toBe(0)
    expect(stdout).toMatch(/^site: 3 environments, \d+ files, 0\.\d MiB\. Open site\/index\.html\.\n$/)
  }, commandTimeout)

  it('names the repository and its commit', () => {
    expect(overview()).toMatchObject({
      title: 'clusters',
      revision: shop.git('rev-parse', 'HEAD').trim(),
      isModified: false,
    })
  })

  it('contains each manifest as a render writes it, and a source of each line', () => {
    const { environments, objects } = overview()
    const chunks = new Map(
      [...new Set(objects.map(({ chunk }) => chunk))].map((chunk) => [
        chunk,
        data<readonly Versions[]>(`objects-${chunk}`),
      ]),
    )
    let count = 0
    for (const { name, namespace, versions } of environments)
      for (const [number, { file, chunk }] of objects.entries()) {
        const version = versions[number] ?? -1
        if (version < 0) continue
        const stored = chunks.get(chunk)![number - objects.findIndex((object) => object.chunk === chunk)]!
        const lines = stored.versions[version]!.map((position) => stored.lines[position]!)
        const path = `environments/${name}/manifests/${file.replaceAll('{}', namespace)}`
        expect(`${lines.map(([text]) => text).join('\n')}\n`, path).toBe(shop.read(path))
        for (const [text, source] of lines) expect(stored.sources[source]!.length, `${path} ${text}`).toBeGreaterThan(0)
        count++
      }
    expect(count).toBe(
      environments.reduce(
        (sum, { name }) => sum + readdirSync(join(shop.root, 'environments', name, 'manifests')).length,
        0,
      ),
    )
  })

  it('contains the results of the checks, and what the branch changes: nothing', () => {
    expect(overview().checks?.ran).toBeGreaterThan(100)
    const changes = data<{ readonly environments: readonly object[]; readonly objects: readonly object[] }>('changes')
    expect(changes.environments).toMatchObject([{ name: 'blue' }, { name: 'green' }, { name: 'tiny' }])
    expect(changes.objects).toEqual([])
  })

  it('replaces its own site, and refuses a folder with other files', () => {
    expect(shop.run('site', '--out', 'site', '--no-checks', 'tiny').status).toBe(0)
    expect(overview().environments.map(({ name }) => name)).toEqual(['tiny'])
    expect(existsSync(join(out, 'data/changes.js'))).toBe(false)
    writeFileSync(join(out, 'own.txt'), 'mine')
    const { status, stderr } = shop.run('site', '--out', 'site')
    expect(status).toBe(2)
    expect(stderr).toContain('site cannot be replaced: it contains own.txt, which this command did not write.')
    expect(overview().environments).toHaveLength(1)
  })

  it('writes nothing if an environment does not render', () => {
    shop.write('environments/tiny/patches/wrong.yaml', '- target: {kind: Deployment, name: none}\n  patch: []\n')
    const { status, stderr } = shop.run('site', '--out', 'new')
    expect(status).toBe(2)
    expect(stderr).toContain('environments/tiny/patches/wrong.yaml:1')
    expect(existsSync(join(shop.root, 'new'))).toBe(false)
    shop.remove('environments/tiny/patches/wrong.yaml')
  })

  it.each([
    [[], 'thanos-gitops site needs the folder to write.'],
    [
      ['--out', 'x', '--line-url', 'git.example.com/{file}'],
      '--line-url must be an http or https address with {file}.',
    ],
    [['--out', 'x', 'none'], 'none'],
  ])('refuses %j with exit code 2', (args, message) => {
    const { status, stderr } = shop.run('site', ...args)
    expect(status).toBe(2)
    expect(stderr).toContain(message)
  })
})
