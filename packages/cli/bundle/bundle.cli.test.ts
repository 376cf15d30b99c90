import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { checkout, commandTimeout, git, temporaryFolder } from '@thanos-gitops/testing'
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { bundleContent, bundleFile, bundleState, mainSource } from './read.mjs'
import { render } from './testing.ts'

const root = checkout()
const folder = temporaryFolder()
const web = 'environments/tiny/manifests/web.deployment.yaml'
const shared = 'base/shared.ts'
const main = mainSource('render')

const read = (checkout: string, file: string): string => readFileSync(join(checkout, file), 'utf8')

/** Changes the image's tag in the base: the file keeps its size, and its time of the last change. */
function changeImage(checkout: string): void {
  const file = join(checkout, shared)
  const { atime, mtime } = statSync(file)
  const content = read(checkout, shared).replace(/(webImage = '.*)\d'/, "$19'")
  expect(content).not.toBe(read(checkout, shared))
  writeFileSync(file, content)
  utimesSync(file, atime, mtime)
}

describe('render', { timeout: commandTimeout }, () => {
  // The command uses the folder for compiled code that the environment names, where there is one.
  beforeAll(() => void vi.stubEnv('NODE_COMPILE_CACHE', undefined))

  beforeEach(() => {
    git(root, 'checkout', '--quiet', '--force', '.')
    const { status, stderr } = render(root)
    expect(status, stderr).toBe(0)
    expect(bundleState(root)).toBe('current')
  }, commandTimeout)

  it('runs the code of a current bundle', () => {
    const sources = new Map([[main, Buffer.from(read(root, main))]])
    const code = "exports.run = () => { console.log('from the bundle'); return 0 }\n"
    writeFileSync(bundleFile(root), bundleContent(sources, code).content)
    expect(render(root).stdout).toBe('from the bundle\n')
    rmSync(bundleFile(root))
  })

  it('judges a base in its bundle before it uses it', () => {
    git(root, 'tag', '--force', 'v1.0.0')
    appendFileSync(join(root, 'environments/tiny/environment.yaml'), 'source: v1.0.0\n')
    appendFileSync(join(root, shared), 'export const now = Date.now()\n')
    // This one does not use the base of the working tree.
    const { status, stderr } = render(root)
    expect(status, stderr).toBe(0)
    expect(bundleState(root, 'base')).toBe('current')
    for (const _ of [1, 2]) expect(render(root, ['blue']).stderr).toContain(`${shared}:`)
  })

  it.each([
    ['that uses the time', 'export const now = Date.now()\n', 'The base uses Date.now()'],
    ['with a syntax error', 'export const {\n', 'The base does not load'],
    ['with syntax that Node.js does not run', 'export enum Size { small }\n', 'The base does not load'],
    ['that imports a type as a value', "import { Base } from '@thanos-gitops/manifest'\n", 'The base does not load'],
  ])('refuses a base %s as it does from the sources', (_problem, line, message) => {
    appendFileSync(join(root, shared), line)
    const runs = [{}, { NODE_V8_COVERAGE: join(folder, 'coverage') }].map((env) => render(root, ['tiny'], env))
    for (const { status, stdout, stderr } of runs) {
      expect(stderr).toContain(message)
      expect(stderr).toContain('base/')
      expect([status, stdout, stderr]).toEqual([2, '', runs[0]!.stderr])
    }
  })

  it('writes only the bundle of the base when the base changes', () => {
    const before = statSync(bundleFile(root)).ino
    changeImage(root)
    expect([bundleState(root), bundleState(root, 'base')]).toEqual(['current', 'outdated'])
    expect(render(root)).toMatchObject({ status: 0, stderr: '' })
    expect(read(root, web)).toMatch(/image: .*9$/m)
    expect(bundleState(root, 'base')).toBe('current')
    expect(statSync(bundleFile(root)).ino).toBe(before)
  })

  it('depends on the manifest of each package, which decides where a name leads to', () => {
    const manifest = join(root, 'packages/render/package.json')
    writeFileSync(manifest, `${readFileSync(manifest, 'utf8')}\n`)
    expect(bundleState(root)).toBe('outdated')
  })

  it('runs the code of a copied checkout, not that of the original', () => {
    const copy = join(folder, 'copy')
    cpSync(root, copy, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true })
    expect(bundleState(copy)).toBe('current')
    changeImage(copy)
    expect(render(copy)).toMatchObject({ status: 0, stderr: '' })
    expect(read(copy, web)).toMatch(/image: .*9$/m)
    expect(read(root, web)).not.toMatch(/image: .*9$/m)
    rmSync(copy, { recursive: true })
  })

  it('runs in a moved checkout, from a bundle that reads its files there', () => {
    const moved = join(folder, 'moved')
    cpSync(root, join(folder, 'original'), { recursive: true, preserveTimestamps: true, verbatimSymlinks: true })
    renameSync(join(folder, 'original'), moved)
    expect(bundleState(moved)).toBe('current')
    rmSync(join(moved, web))
    expect(render(moved)).toMatchObject({ status: 0, stderr: '' })
    expect(read(moved, web)).toBe(read(root, web))
    rmSync(moved, { recursive: true })
  })

  it('does not run a bundle that a symbolic link leads to', () => {
    const other = join(folder, 'other')
    const cache = dirname(bundleFile(root))
    renameSync(cache, other)
    symlinkSync(other, cache)
    expect(bundleState(root)).toBe('outdated')
    rmSync(cache)
    renameSync(other, cache)
  })

  it('does not run a damaged file: it reports the file and replaces it', () => {
    truncateSync(bundleFile(root), 1000)
    rmSync(join(root, web))
    const { status, stderr } = render(root)
    expect(status).toBe(0)
    expect(stderr).toContain(`${bundleFile(root)} is damaged or of another version. It is written again.`)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(read(root, web)).toContain('kind: Deployment')
    expect(bundleState(root)).toBe('current')
  })

  it.each([
    ['is truncated', (file: string) => truncateSync(file, 1000)],
    ['is truncated in its code', (file: string) => truncateSync(file, statSync(file).size - 1)],
    ['is empty', (file: string) => truncateSync(file, 0)],
    ['is not a bundle', (file: string) => writeFileSync(file, 'exports.run = () => 0\n')],
    [
      'lists no sources',
      (file: string) => writeFileSync(file, bundleContent(new Map(), 'exports.run = () => 0\n').content),
    ],
    [
      'lists a source outside of the repository',
      (file: string) =>
        writeFileSync(
          file,
          bundleContent(
            new Map([
              [main, Buffer.from(read(root, main))],
              ['packages/../../secret', Buffer.alloc(0)],
            ]),
            'exports.run = () => 0\n',
          ).content,
        ),
    ],
  ])('finds a file damaged that %s', (_damage, damage) => {
    const content = readFileSync(bundleFile(root))
    damage(bundleFile(root))
    expect(bundleState(root)).toBe('damaged')
    writeFileSync(bundleFile(root), content)
  })

  it('reports in a line for each that the bundles cannot be written', () => {
    const cache = dirname(bundleFile(root))
    rmSync(cache, { recursive: true })
    mkdirSync(dirname(cache), { recursive: true })
    writeFileSync(cache, '')
    const { status, stderr } = render(root)
    expect(status).toBe(0)
    expect(stderr.trim().split('\n').sort()).toEqual(
      ['base', 'render'].map((name) => expect.stringContaining(`${name}.cjs cannot be written`) as string),
    )
    rmSync(cache)
  })

  it('runs from the sources if the bundler cannot be loaded', () => {
    const [bundler, other] = [join(root, 'node_modules/rolldown'), join(folder, 'rolldown')]
    renameSync(bundler, other)
    for (const name of ['base', 'render'] as const) rmSync(bundleFile(root, name))
    rmSync(join(root, web))
    const { status, stderr } = render(root)
    renameSync(other, bundler)
    expect(status, stderr).toBe(0)
    expect(stderr).toContain(`${bundleFile(root)} cannot be written`)
    expect(read(root, web)).toContain('kind: Deployment')
  })

  it('does not depend on compiled code and parsed YAML in the cache: all of it is truncated, garbage or empty', () => {
    const fromSources = read(root, web)
    const damages = [
      (file: string) => truncateSync(file, statSync(file).size >> 1),
      (file: string) => writeFileSync(file, Buffer.alloc(statSync(file).size, 'garbage')),
      (file: string) => truncateSync(file, 0),
    ]
    for (const cache of ['compiled', 'yaml']) {
      const entries = readdirSync(join(dirname(bundleFile(root)), cache), { recursive: true, withFileTypes: true })
      const files = entries.filter((entry) => entry.isFile())
      expect(files.length).toBeGreaterThanOrEqual(damages.length)
      for (const [index, { parentPath, name }] of files.entries())
        damages[index % damages.length]!(join(parentPath, name))
    }
    rmSync(join(root, web))
    expect(render(root)).toMatchObject({ status: 0, stderr: '' })
    expect(read(root, web)).toBe(fromSources)
  })

  it('writes bundles in a pipeline too, but not for help', () => {
    rmSync(bundleFile(root))
    expect(render(root, ['--help'], { CI: 'true' }).status).toBe(0)
    expect(bundleState(root)).toBe('missing')
    expect(render(root, ['tiny'], { CI: 'true' }).status).toBe(0)
    expect(bundleState(root)).toBe('current')
  })
})
