import { hash } from 'node:crypto'
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { checkout, commandTimeout, git, temporaryFolder } from '@thanos-gitops/testing'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { bundleFile, bundleState } from './read.mjs'
import { render } from './testing.ts'

const root = checkout()
const folder = temporaryFolder()
const patches = 'environments/blue/patches/replicas.yaml'
const manifest = 'environments/blue/manifests/web.deployment.yaml'

const replaceIn = (file: string, from: string, to: string): void => {
  const content = readFileSync(join(root, file), 'utf8')
  expect(content).toContain(from)
  writeFileSync(join(root, file), content.replace(from, to))
}

describe('render from the bundle', { timeout: commandTimeout }, () => {
  beforeAll(() => {
    expect(render(root, []).status).toBe(0)
    // This one runs from the bundle, and remembers the environments.
    expect(render(root, []).status).toBe(0)
    git(root, 'add', '--all')
    git(root, 'commit', '--quiet', '--message=render')
  }, commandTimeout)
  const restore = (): void => {
    git(root, 'checkout', '--quiet', '--force', '.')
    git(root, 'clean', '--quiet', '--force', 'environments')
  }
  beforeEach(restore)

  const unchanged = (): void => {}
  const memory = (name: string): string => join(root, 'node_modules/.cache/thanos-gitops/rendered', name)
  const sameCluster = (): void => {
    const [, cluster] = /^cluster: (.+)$/m.exec(readFileSync(join(root, 'environments/tiny/environment.yaml'), 'utf8'))!
    const file = join(root, 'environments/blue/environment.yaml')
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^cluster: .+$/m, `cluster: ${cluster}`))
  }
  it.each<[title: string, args: readonly string[], change: () => void]>([
    ['all environments', [], unchanged],
    ['--help', ['--help'], unchanged],
    ['--check', ['--check'], unchanged],
    ['--check, after a manual edit', ['--check'], () => appendFileSync(join(root, manifest), '# edited\n')],
    ['--stdout', ['blue', '--stdout'], unchanged],
    ['an unknown option', ['--chekc'], unchanged],
    ['options that exclude each other', ['--check', '--stdout'], unchanged],
    ['an unknown environment', ['bleu'], unchanged],
    ['a changed patch', ['blue'], () => replaceIn(patches, 'replicas', 'replicas # a comment')],
    ['an invalid patch', ['blue'], () => replaceIn(patches, 'replicas', 'replica')],
    ['YAML with a syntax error', ['blue'], () => appendFileSync(join(root, patches), '  - [\n')],
    ['a deleted schema', ['blue'], () => rmSync(join(root, 'environments/blue/patches.schema.json'), { force: true })],
    ['only schemas', ['--schemas'], unchanged],
    ['a deleted manifest', ['blue'], () => rmSync(join(root, manifest))],
    ['a manual edit', ['blue'], () => appendFileSync(join(root, manifest), '# edited\n')],
    [
      'a file that would be synced',
      ['blue'],
      () => writeFileSync(join(root, manifest, '../own.yaml'), 'kind: Secret\n'),
    ],
    ['a file that no command reads', ['blue'], () => writeFileSync(join(root, 'environments/blue/more.yaml'), '{}\n')],
    ['an additional patch', [], () => writeFileSync(join(root, patches, '../more.yaml'), '[]\n')],
    ['another cluster', [], () => replaceIn('environments/blue/environment.yaml', 'cluster: ', 'cluster: new-')],
    ['the cluster of another environment', ['blue'], sameCluster],
    ['a policy', [], () => writeFileSync(join(root, 'environments/policy.yaml'), 'allow: [\n')],
    ['a deleted record', ['blue'], () => rmSync(join(root, 'environments/blue/.rendered.sha256'), { force: true })],
    ['a damaged memory', ['blue'], () => writeFileSync(memory('blue'), 'x'.repeat(100))],
  ])('prints and writes what the sources print and write: %s', (_title, args, change) => {
    const results = [{}, { NODE_V8_COVERAGE: join(folder, 'coverage') }].map((env) => {
      restore()
      change()
      expect(bundleState(root)).toBe('current')
      const { status, stdout, stderr } = render(root, args, env)
      // The line about all environments ends with the time.
      return { status, stdout: stdout.replace(/, [\d.]+ s$/m, ''), stderr, changes: git(root, 'diff') }
    })
    expect(results[0]).toEqual(results[1])
  })

  it('renders no environment again whose inputs and files are the same', () => {
    render(root, ['blue'])
    // Only what is remembered has this number.
    const content = readFileSync(memory('blue'))
    const payload = serialize({ ...(deserialize(content.subarray(64)) as object), manifestCount: 99 })
    writeFileSync(memory('blue'), Buffer.concat([Buffer.from(hash('sha256', payload)), payload]))
    expect(render(root, ['blue']).stdout).toBe('blue: 99 manifests, nothing to change\n')
    appendFileSync(join(root, manifest), '# edited\n')
    expect(render(root, ['blue']).stdout).toMatch(/^blue: 17 manifests, 1 written\n/)
    expect(render(root, ['blue']).stdout).toBe('blue: 17 manifests, nothing to change\n')
  })

  it('loads one package of the registry, and no module of other commands', () => {
    const listing = join(folder, 'list-loaded.cjs')
    writeFileSync(listing, `process.on('exit', () => console.error(Object.keys(require.cache).join('\\n')))\n`)
    const { stderr } = render(root, ['blue'], { NODE_OPTIONS: `--require "${listing}"` })
    const loaded = stderr.split('\n').flatMap((file) => /node_modules[\\/]([^@.][^\\/]*)[\\/]/.exec(file)?.[1] ?? [])
    expect([...new Set(loaded)]).toEqual(['fast-json-patch'])
    const [header] = readFileSync(bundleFile(root), 'utf8').split('\n')
    expect(header).not.toContain('packages/checks/')
    expect(header).not.toContain('packages/diff/')
  })
})
