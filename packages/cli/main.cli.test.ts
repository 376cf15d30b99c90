import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = mkdtempSync(join(tmpdir(), 'repository-'))
afterAll(() => rmSync(root, { recursive: true }))

const write = (file: string, text: string): void => {
  mkdirSync(join(root, file, '..'), { recursive: true })
  writeFileSync(join(root, file), text)
}

beforeAll(() => {
  const environment =
    'apiVersion: thanos-gitops/v1\nkind: Environment\ncluster: eu-1\nkubernetesVersion: "1.36"\nnamespace: kube-monitor\ndelivery: flux\nobjectStorage: rook\n'
  const object = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'settings', namespace: 'kube-monitor' },
    data: { level: 'yes' },
  }
  const component = `{ name: 'settings', objects: [${JSON.stringify(object)}] }`
  const none = "{ name: 'none', objects: [] }"
  write(
    'base/index.ts',
    `export const base = { required: [${component}], optional: [], objectStorage: { rook: ${none}, seaweedfs: ${none} } }\n`,
  )
  write('environments/staging/environment.yaml', environment)
  write('environments/production/environment.yaml', environment)
})

function thanosGitops(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('NX_')))
  return spawnSync(join(import.meta.dirname, 'bin.mjs'), args, { cwd: root, encoding: 'utf8', env })
}

describe('thanos-gitops', () => {
  it('renders, and has nothing to do the second time', () => {
    expect(thanosGitops('render')).toMatchObject({
      status: 0,
      stdout: 'production: 1 manifests, 1 written\nstaging: 1 manifests, 1 written\n',
    })
    expect(thanosGitops('render', 'staging')).toMatchObject({
      status: 0,
      stdout: 'staging: 1 manifests, nothing to change\n',
    })
    expect(thanosGitops('render', '--check').status).toBe(0)
  })

  it('prints manifests as one stream and writes nothing', () => {
    const { status, stdout } = thanosGitops('render', 'staging', '--stdout')
    expect(status).toBe(0)
    expect(stdout).toBe(
      `---\n${readFileSync(join(root, 'environments/staging/manifests/settings.configmap.yaml'), 'utf8')}`,
    )
  })

  it('ends well when nobody reads on', () => {
    const { status, stderr } = spawnSync(
      'sh',
      ['-c', `${join(import.meta.dirname, 'bin.mjs')} render --stdout | head -n 1`],
      { cwd: root, encoding: 'utf8' },
    )
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })

  it('exits with 1 where a manifest is not as rendered', () => {
    const file = 'environments/staging/manifests/settings.configmap.yaml'
    const text = readFileSync(join(root, file), 'utf8')
    write(file, `${text}# by hand\n`)
    const { status, stdout } = thanosGitops('render', '--check')
    expect(status).toBe(1)
    expect(stdout).toContain(`${file}  drift-hand-edited`)
    expect(thanosGitops('render', 'staging').stdout).toContain('had been edited by hand')
  })

  it.each([
    ['an unknown command', ['rendre'], 'Did you mean render?'],
    ['an unknown option', ['render', '--chek'], 'Did you mean --check?'],
    ['an unknown environment', ['render', 'prodution'], 'Did you mean production?'],
    ['options that exclude each other', ['render', '--check', '--stdout'], 'not both'],
    ['a folder that is no repository', ['render', '--root', tmpdir()], 'Run the command inside the repository'],
  ])('exits with 2 for %s', (_title, args, message) => {
    const { status, stderr } = thanosGitops(...args)
    expect(status).toBe(2)
    expect(stderr).toContain(message)
  })

  it('reports the problems of all environments, and writes those that have none', () => {
    write('environments/broken/environment.yaml', 'kind: Environment\nkind: Environment\n')
    write('environments/wrong/environment.yaml', 'apiVersion: [\n')
    mkdirSync(join(root, 'environments/empty'))
    rmSync(join(root, 'environments/staging/manifests'), { recursive: true })
    const { status, stdout, stderr } = thanosGitops('render')
    expect(status).toBe(2)
    expect(stderr).toMatch(/environments\/broken\/environment.yaml:2:1 {2}yaml-duplicate-key/)
    expect(stderr).toMatch(/environments\/empty\/environment.yaml {2}file-missing/)
    expect(stderr).toMatch(/environments\/wrong\/environment.yaml:\d+:\d+ {2}yaml-syntax/)
    expect(stdout).toContain('staging: 1 manifests, 1 written')
    for (const name of ['broken', 'wrong', 'empty']) rmSync(join(root, 'environments', name), { recursive: true })
  })

  it('reads a file that begins with a byte order mark', () => {
    const file = 'environments/staging/environment.yaml'
    const text = readFileSync(join(root, file), 'utf8')
    write(file, `\uFEFF${text}`)
    expect(thanosGitops('render', 'staging')).toMatchObject({
      status: 0,
      stderr: '',
      stdout: 'staging: 1 manifests, nothing to change\n',
    })
    write(file, text)
  })

  it.each<[what: string, file: string, content: string | Uint8Array, message: RegExp]>([
    [
      'bytes that are no text',
      'environment.yaml',
      Uint8Array.from({ length: 4096 }, (_, index) => (index * 131 + 7) % 256),
      /^environments\/staging\/environment\.yaml:\d+:\d+ {2}/m,
    ],
    ['an empty file', 'environment.yaml', '', /^environments\/staging\/environment\.yaml/m],
    [
      'a number without end',
      'patches/a.yaml',
      '- target: {kind: ConfigMap, name: settings}\n  patch: [{op: add, path: /data/x, value: 1e400}]\n',
      /^environments\/staging\/patches\/a\.yaml:2:/m,
    ],
  ])('refuses %s, with the file, and leaves what was rendered', (_what, file, content, message) => {
    const path = `environments/staging/${file}`
    const before = existsSync(join(root, path)) ? readFileSync(join(root, path)) : undefined
    mkdirSync(join(root, path, '..'), { recursive: true })
    writeFileSync(join(root, path), content)
    const { status, stderr } = thanosGitops('render', 'staging')
    if (before) writeFileSync(join(root, path), before)
    else rmSync(join(root, path, '..'), { recursive: true })
    expect(status, stderr).toBe(2)
    expect(stderr).toMatch(message)
    expect(thanosGitops('render', 'staging', '--check').status).toBe(0)
  })

  it('says that the base does not load, and that patches is no folder', () => {
    const text = readFileSync(join(root, 'base/index.ts'), 'utf8')
    write('base/index.ts', 'export const base = nothing\n')
    const broken = thanosGitops('render')
    write('base/index.ts', text)
    expect(broken).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('base-invalid\n  base/index.ts does not load: nothing is not defined.') as string,
    })
    write('environments/staging/patches', 'a file\n')
    const file = thanosGitops('render')
    rmSync(join(root, 'environments/staging/patches'))
    expect(file).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('environments/staging/patches cannot be listed') as string,
    })
  })

  it('lists the environments, and what patches can target', () => {
    expect(thanosGitops('list').stdout).toMatch(/^ENVIRONMENT .*\nproduction {3}eu-1 .*\nstaging /)
    expect(thanosGitops('list', 'staging').stdout).toContain('staging      ConfigMap  settings  settings')
  })

  it.each(['--help', 'render --help', 'validate --help', 'list --help'])('explains itself: %s', (args) => {
    expect(thanosGitops(...args.split(' '))).toMatchObject({
      status: 0,
      stderr: '',
      stdout: expect.stringContaining('Exit codes') as string,
    })
  })
})
