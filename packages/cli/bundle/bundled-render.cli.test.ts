import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
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
    git(root, 'add', '--all')
    git(root, 'commit', '--quiet', '--message=render')
  }, commandTimeout)
  beforeEach(() => void git(root, 'checkout', '--quiet', '--force', '.'))

  const unchanged = (): void => {}
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
  ])('prints and writes what the sources print and write: %s', (_title, args, change) => {
    const results = [{}, { NODE_V8_COVERAGE: join(folder, 'coverage') }].map((env) => {
      git(root, 'checkout', '--quiet', '--force', '.')
      change()
      expect(bundleState(root)).toBe('current')
      const { status, stdout, stderr } = render(root, args, env)
      return { status, stdout, stderr, changes: git(root, 'diff') }
    })
    expect(results[0]).toEqual(results[1])
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
