import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { baseSource, commandFile, commandTimeout, environmentSource, repositoryOf } from '@thanos-gitops/testing'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'

const settings = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings', namespace: 'shop' },
  data: { level: 'yes' },
}
const environment = environmentSource('eu-1')
const { root, read, write, remove, replace, restore, run, commitRendered } = repositoryOf({
  'base/index.ts': baseSource('settings', [settings]),
  'environments/blue/environment.yaml': environment,
  'environments/green/environment.yaml': environment.replace('eu-1', 'eu-2'),
})
const manifest = 'environments/green/manifests/settings.configmap.yaml'

describe('render', { timeout: commandTimeout }, () => {
  it('writes the manifests, and nothing the second time', () => {
    expect(run('render')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(
        /^blue: 1 manifest, 1 written\ngreen: 1 manifest, 1 written\n2 environments: 2 manifests, 2 written, [\d.]+ s\n$/,
      ) as unknown,
    })
    expect(run('render', 'green')).toMatchObject({
      status: 0,
      stdout: 'green: 1 manifest, nothing to change\n',
    })
    expect(run('render', '--check').status).toBe(0)
  })
})

describe('thanos-gitops', { timeout: commandTimeout }, () => {
  beforeAll(() => commitRendered('render'), commandTimeout)
  afterEach(() => restore())

  it('prints manifests as one stream and writes nothing', () => {
    remove('environments/green/manifests')
    const { status, stdout } = run('render', 'green', '--stdout')
    expect(status).toBe(0)
    restore()
    expect(stdout).toBe(`---\n${read(manifest)}`)
  })

  it('exits with 0 when the reader of its output closes the pipe', () => {
    const { status, stderr } = spawnSync('sh', ['-c', '"$0" render --stdout | head -n 1', commandFile], {
      cwd: root,
      encoding: 'utf8',
    })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })

  it('exits with 1 when a manifest differs from a fresh render', () => {
    write(manifest, `${read(manifest)}# by hand\n`)
    const { status, stdout } = run('render', '--check')
    expect(stdout).toContain(`${manifest}  drift-hand-edited`)
    expect(status).toBe(1)
    expect(run('render', 'green').stdout).toContain('was edited by hand')
  })

  it.each([
    ['an unknown command', ['rendre'], 'Did you mean render?'],
    ['an unknown option', ['render', '--chek'], 'Did you mean --check?'],
    ['an unknown environment', ['render', 'bleu'], 'Did you mean blue?'],
    ['options that exclude each other', ['render', '--check', '--stdout'], 'not both'],
    ['a folder that is not a repository', ['render', '--root', tmpdir()], 'Run the command inside the repository'],
  ])('exits with 2 for %s', (_title, args, message) => {
    const { status, stderr } = run(...args)
    expect(stderr).toContain(message)
    expect(status).toBe(2)
  })

  it('reports the problems of all environments, and renders those that have none', () => {
    write('environments/broken/environment.yaml', 'kind: Environment\nkind: Environment\n')
    write('environments/wrong/environment.yaml', 'apiVersion: [\n')
    mkdirSync(join(root, 'environments/empty'))
    remove('environments/green/manifests')
    const { status, stdout, stderr } = run('render')
    expect(stderr).toMatch(/environments\/broken\/environment.yaml:2:1 {2}yaml-duplicate-key/)
    expect(stderr).toMatch(/environments\/empty\/environment.yaml {2}file-missing/)
    expect(stderr).toMatch(/environments\/wrong\/environment.yaml:\d+:\d+ {2}yaml-syntax/)
    expect(stdout).toContain('green: 1 manifest, 1 written')
    expect(status).toBe(2)
  })

  it('reads a file that begins with a byte order mark', () => {
    write('environments/green/environment.yaml', `\uFEFF${read('environments/green/environment.yaml')}`)
    expect(run('render', 'green')).toMatchObject({
      status: 0,
      stderr: '',
      stdout: 'green: 1 manifest, nothing to change\n',
    })
  })

  it.each<[what: string, file: string, content: string | Uint8Array, message: RegExp]>([
    [
      'bytes that are not UTF-8',
      'environment.yaml',
      Uint8Array.from({ length: 4096 }, (_, index) => (index * 131 + 7) % 256),
      /^environments\/green\/environment\.yaml:\d+:\d+ {2}/m,
    ],
    ['an empty file', 'environment.yaml', '', /^environments\/green\/environment\.yaml/m],
    [
      'an infinite number',
      'patches/a.yaml',
      '- target: {kind: ConfigMap, name: settings}\n  patch: [{op: add, path: /data/x, value: 1e400}]\n',
      /^environments\/green\/patches\/a\.yaml:2:/m,
    ],
  ])('refuses %s with the name of the file, and keeps the manifests', (_what, file, content, message) => {
    write(`environments/green/${file}`, content)
    const { status, stderr } = run('render', 'green')
    expect(stderr).toMatch(message)
    expect(status).toBe(2)
    restore()
    expect(run('render', 'green', '--check').status).toBe(0)
  })

  it('reports that the base does not load', () => {
    write('base/index.ts', 'export const base = nothing\n')
    expect(run('render')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(
        'base/index.ts:1:21  base-invalid\n  The base does not load: nothing is not defined.',
      ) as string,
    })
  })

  it('reports an object of the base without a name, and the problems of environments that do not depend on it', () => {
    write('base/index.ts', baseSource('settings', [{ ...settings, metadata: { namespace: 'shop' } }]))
    write('environments/green/patches/a.yaml', '- {target: {kind: ConfigMap, name: settings}, patches: []}\n')
    const { status, stderr } = run('render')
    expect(stderr).toMatch(
      /^base\/index\.ts:\d+:\d+ {2}base-invalid\n {2}A ConfigMap of settings has no metadata\.name\.$/m,
    )
    expect(stderr).toContain('environments/green/patches/a.yaml:1:')
    expect(stderr).not.toContain('TypeError')
    expect(status).toBe(2)
  })

  it('reports that patches is not a folder', () => {
    write('environments/green/patches', 'a file\n')
    expect(run('render')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('environments/green/patches cannot be read') as string,
    })
  })

  it('lists the environments, and the objects that patches can target', () => {
    expect(run('list').stdout).toMatch(/^ENVIRONMENT .*\nblue {9}eu-1 .*\ngreen /)
    expect(run('list', 'green').stdout).toContain('green        ConfigMap  settings  settings')
  })

  it('finds the repository from a folder inside it', () => {
    expect(run('list', '--root', join(root, 'base')).status).toBe(2)
    replace('environments/green/environment.yaml', 'eu-2', 'eu-3')
    const { status, stdout } = spawnSync(process.execPath, [commandFile, 'list'], {
      cwd: join(root, 'environments/blue'),
      encoding: 'utf8',
    })
    expect(stdout).toContain('eu-3')
    expect(status).toBe(0)
  })

  it.each(['--help', 'render --help', 'validate --help', 'list --help'])('prints its help for %s', (args) => {
    expect(run(...args.split(' '))).toMatchObject({
      status: 0,
      stderr: '',
      stdout: expect.stringContaining('Exit codes') as string,
    })
  })
})
