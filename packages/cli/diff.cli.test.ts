import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'diff-'))
const root = join(folder, 'repository')
afterAll(() => rmSync(folder, { recursive: true }))

const write = (file: string, text: string, where = root): void => {
  mkdirSync(join(where, file, '..'), { recursive: true })
  writeFileSync(join(where, file), text)
}
const git = (...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.com', ...args], {
    cwd: root,
    encoding: 'utf8',
  })

interface Ran {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

function diff(...args: string[]): Ran {
  return run(root, 'diff', ...args)
}

function run(cwd: string, ...args: string[]): Ran {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('NX_') && !name.startsWith('GITHUB_')),
  )
  return spawnSync(join(import.meta.dirname, 'bin.mjs'), args, { cwd, encoding: 'utf8', env })
}

const environment = (name: string): string =>
  `apiVersion: thanos-gitops/v1\nkind: Environment\ncluster: ${name}\nkubernetesVersion: "1.36"\nnamespace: kube-monitor\ndelivery: flux\nobjectStorage: rook\n`
const commit = (message: string): void => {
  expect(run(root, 'render')).toMatchObject({ stderr: '', status: 0 })
  git('add', '--all')
  git('commit', '--quiet', `--message=${message}`)
}

beforeAll(() => {
  const settings = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'settings', namespace: 'kube-monitor' },
    data: { level: 'info', other: 'x' },
  }
  const web = {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'web', namespace: 'kube-monitor' },
    spec: {
      replicas: 2,
      serviceName: 'web',
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'web', image: 'example.com/web:v1.0.0' }] },
      },
      volumeClaimTemplates: [
        {
          metadata: { name: 'data' },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '10Gi' } } },
        },
      ],
    },
  }
  const none = "{ name: 'none', objects: [] }"
  write(
    'base/index.ts',
    `export const base = { required: [{ name: 'web', objects: ${JSON.stringify([settings, web])} }], optional: [], objectStorage: { rook: ${none}, seaweedfs: ${none} } }\n`,
  )
  for (const name of ['production', 'staging']) write(`environments/${name}/environment.yaml`, environment(name))
  write('.gitignore', 'node_modules/\n')
  git('init', '--quiet', '--initial-branch=main')
  commit('first')
  git('checkout', '--quiet', '-b', 'feature')
})

beforeEach(() => {
  git('checkout', '--quiet', '--force', 'feature')
  git('reset', '--quiet', '--hard', 'main')
  git('clean', '--quiet', '-d', '--force')
})

const storage =
  '- target: {kind: StatefulSet, name: web}\n  patch:\n    - op: replace\n      path: /spec/volumeClaimTemplates/0/spec/resources/requests/storage\n      value: 20Gi\n'

describe('diff of environments', () => {
  it('says that nothing changes, and exits with 0', () => {
    expect(diff()).toMatchObject({
      status: 0,
      stderr: '',
      stdout: expect.stringMatching(
        /^Against [0-9a-f]{8} \(main\)\n\nproduction: no change\n\nstaging: no change\n$/,
      ) as unknown,
    })
  })

  it('renders the working tree in memory and writes nothing', () => {
    write('environments/production/patches/storage.yaml', storage)
    const { status, stdout } = diff('production')
    expect(status).toBe(1)
    expect(stdout).toContain('production: 1 of 2 objects change: 1 refused')
    expect(stdout).toContain('kubectl delete statefulset/web -n kube-monitor --cascade=orphan')
    expect(stdout).toContain('flux suspend kustomization thanos-production-configuration')
    expect(git('status', '--porcelain')).toBe('?? environments/production/patches/\n')
  })

  it('names the patch line of both revisions', () => {
    write('environments/production/patches/storage.yaml', storage)
    commit('20Gi')
    write('environments/production/patches/storage.yaml', `# A line more.\n${storage.replace('20Gi', '30Gi')}`)
    const { stdout } = diff('production', '--base', 'HEAD')
    expect(stdout).toMatch(
      /environments\/production\/patches\/storage\.yaml:6:14 \(patch\), was [0-9a-f]{8}:environments\/production\/patches\/storage\.yaml:5:14 \(patch\)/,
    )
  })

  it("names the line of the base's component at both revisions, though base/ is another one now", () => {
    const component = readFileSync(join(root, 'base/index.ts'), 'utf8')
    write('base/index.ts', `// A line more.\n${component.replace('web:v1.0.0', 'web:v1.1.0')}`)
    const column = component.indexOf("'example.com/web") + component.indexOf('"example.com/web') + 2
    expect(diff('production').stdout).toMatch(
      new RegExp(`base/index\\.ts:2:${column} \\(base\\), was [0-9a-f]{8}:base/index\\.ts:1:${column} \\(base\\)`),
    )
    // The copy of the base's sources is gone.
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('thanos-gitops-base-'))).toEqual([])
  })

  it('says where the sources of the base do not render any more, and names the lines of its manifests', () => {
    write('base/index.ts', 'export const base = 1 +\n')
    git('commit', '--quiet', '--all', '--message=broken')
    git('checkout', '--quiet', 'main', '--', 'base')
    write('environments/production/patches/storage.yaml', storage)
    const { status, stdout } = diff('production', '--base', 'HEAD')
    expect(status).toBe(1)
    expect(stdout).toMatch(
      /^Against [0-9a-f]{8} \(HEAD\), whose sources do not render with this version: old values are named by the lines of their manifests$/m,
    )
    expect(stdout).toMatch(
      /storage\.yaml:5:14 \(patch\), was [0-9a-f]{8}:environments\/production\/manifests\/web\.statefulset\.yaml:\d+:\d+$/m,
    )
  })

  it('compares with where the branch left the default branch, not with its end', () => {
    git('checkout', '--quiet', 'main')
    const before = git('rev-parse', 'HEAD').trim()
    write('environments/staging/patches/storage.yaml', storage)
    commit('main goes on')
    git('checkout', '--quiet', 'feature')
    expect(diff().stdout).toContain('staging: no change')
    git('branch', '--quiet', '--force', 'main', before)
  })

  it('works in a folder of a larger repository', () => {
    const larger = join(folder, 'larger')
    cpSync(root, join(larger, 'monitoring'), { recursive: true, filter: (path) => !path.endsWith('/.git') })
    for (const args of [
      ['init', '--quiet', '--initial-branch=main'],
      ['add', '--all'],
      ['-c', 'user.name=test', '-c', 'user.email=test@example.com', 'commit', '--quiet', '--message=all'],
    ])
      execFileSync('git', args, { cwd: larger })
    write('environments/production/patches/storage.yaml', storage, join(larger, 'monitoring'))
    expect(run(join(larger, 'monitoring'), 'diff').stdout).toMatch(
      /production: 1 of 2 objects change: 1 refused[^]*staging: no change/,
    )
  })

  it('takes a folder as the base', () => {
    const base = join(folder, 'base')
    cpSync(join(root, 'environments'), join(base, 'environments'), { recursive: true })
    write('environments/production/patches/storage.yaml', storage)
    expect(diff('production', '--base', base).stdout).toContain('1 refused')
    // With its sources beside, the old value has its line in them.
    cpSync(join(root, 'base'), join(base, 'base'), { recursive: true })
    expect(diff('production', '--base', base).stdout).toMatch(
      /storage\.yaml:5:14 \(patch\), was \.\.\/base\/base\/index\.ts:1:\d+ \(base\)/,
    )
    expect(existsSync(join(base, 'node_modules'))).toBe(false)
    expect(diff('production', '--base', join(base, 'environments/production/manifests')).stdout).toContain('1 refused')
  })

  it('tells a new environment and one that is gone', () => {
    write('environments/local/environment.yaml', environment('local'))
    rmSync(join(root, 'environments/staging'), { recursive: true })
    const { status, stdout } = diff()
    expect(status).toBe(1)
    expect(stdout).toContain('local: is new: 2 of 2 objects change: 2 in-place')
    expect(stdout).toContain('staging: is gone: 2 of 2 objects change: 1 outage, 1 in-place')
    expect(stdout).toContain('environment-empty')
    expect(diff('staging').stdout).toContain('is gone')
  })

  it('has formats for machines, a summary, and classes to fail on', () => {
    write('environments/production/patches/storage.yaml', storage)
    const summary = join(folder, 'summary.md')
    const { objects } = JSON.parse(diff('--format', 'json', '--summary', summary).stdout) as { objects: unknown[] }
    expect(objects).toMatchObject([{ environment: 'production', kind: 'StatefulSet', class: 'refused' }])
    expect(readFileSync(summary, 'utf8')).toMatch(/^<!-- thanos-gitops:diff -->/)
    expect(diff('--fail-on', 'refused,outage').status).toBe(1)
    expect(diff('--fail-on', 'data-loss').status).toBe(0)
    write('prices.yaml', 'storage: 0.1\n')
    expect(diff('production', '--prices', 'prices.yaml').stdout).toContain('cost a month 2.00 → 4.00 (+2.00)')
  })
})

describe('diff refuses', () => {
  it.each<[what: string, args: string[], words: string[]]>([
    [
      'a base that is no revision',
      ['--base', 'nowhere'],
      ['nowhere is no revision that git knows here, and no folder.'],
    ],
    ['an environment that is not there', ['prodution'], ['Did you mean production?']],
    ['an unknown format', ['--format', 'html'], ['--format must be one of text, markdown']],
    ['an unknown class', ['--fail-on', 'explosion'], ['--fail-on must be one of none, in-place']],
    ['a price file that is not there', ['--prices', 'no.yaml'], ['no.yaml cannot be read']],
    [
      'a summary in a folder that is not there',
      ['--summary', 'nowhere/summary.md'],
      ['nowhere/summary.md cannot be written', 'in a folder that is there'],
    ],
    ['one folder', ['./environments'], ['two folders or files']],
    ['a folder that is not there', ['./a', './b'], ['There is no file or folder ./a.']],
    ['a base for folders', ['./environments', './base', '--base', 'main'], ['--base is for environments']],
  ])('%s', (_what, args, words) => {
    const { status, stderr } = diff(...args)
    expect(status, stderr).toBe(2)
    for (const word of words) expect(stderr).toContain(word)
  })

  it('a shallow clone, and says how to fetch', () => {
    write('a', 'a')
    commit('feature goes on')
    git('push', '--quiet', '--force', '.', 'feature:refs/heads/pushed')
    const clone = join(folder, 'shallow')
    execFileSync('git', [
      'clone',
      '--quiet',
      '--depth=1',
      '--branch=pushed',
      '--no-single-branch',
      `file://${root}`,
      clone,
    ])
    const { status, stderr } = run(clone, 'diff', '--base', 'origin/main')
    expect(status, stderr).toBe(2)
    expect(stderr).toContain('git fetch --unshallow (in GitHub Actions: fetch-depth: 0)')
  })

  it('a base that is older than the environments', () => {
    git('checkout', '--quiet', '--orphan', 'old')
    git('rm', '--quiet', '-r', '--cached', '.')
    write('README.md', 'old')
    git('add', 'README.md')
    git('commit', '--quiet', '--message=old')
    git('branch', '--quiet', '--force', 'ancient')
    git('checkout', '--quiet', '--force', 'feature')
    expect(diff('--base', 'ancient').stderr).toContain("it is older than this repository's layout")
  })

  it('manifests of the base that are no YAML, by name', () => {
    write('environments/production/manifests/web.statefulset.yaml', 'kind: [\n')
    git('commit', '--quiet', '--all', '--message=broken')
    const { status, stderr } = diff('production', '--base', 'HEAD')
    expect(status).toBe(2)
    expect(stderr).toMatch(/[0-9a-f]{8}:environments\/production\/manifests\/web\.statefulset\.yaml/)
  })

  it('an environment that does not render', () => {
    write('environments/production/patches/storage.yaml', storage.replace('/spec/volume', '/spec/volumen'))
    expect(diff()).toMatchObject({ status: 2, stderr: expect.stringContaining('patch-path-missing') as unknown })
  })
})

describe('diff of two folders', () => {
  it('needs no repository', () => {
    const where = join(folder, 'elsewhere')
    const object = (replicas: number): string =>
      `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  replicas: ${replicas}\n  selector: {matchLabels: {a: b}}\n  template: {metadata: {labels: {a: b}}, spec: {containers: [{name: web, image: "web:v1"}]}}\n`
    write('a/web.yaml', object(2), where)
    write('b/web.yaml', object(3), where)
    mkdirSync(join(where, 'empty'), { recursive: true })
    expect(run(where, 'diff', './a', './b').stdout).toContain('/spec/replicas: 2 → 3  [scale]')
    expect(run(where, 'diff', 'a/web.yaml', 'b/web.yaml')).toMatchObject({ status: 1 })
    expect(run(where, 'diff', './a', './a').status).toBe(0)
    expect(run(where, 'diff', './empty', './b').stdout).toContain('+ in-place   Deployment/web')
    expect(existsSync(join(where, 'node_modules'))).toBe(false)
  })

  it('says which flags a new version has no more, and which it warns of', () => {
    const where = join(folder, 'versions')
    const query = (version: string): string =>
      `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: query}\nspec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: query, image: "quay.io/thanos/thanos:${version}", args: [query, --store=a, --endpoint=b, --query.replica-label=r]}]}}}\n`
    for (const [file, version] of [
      ['a.yaml', 'v0.30.2'],
      ['b.yaml', 'v0.42.4'],
    ] as const)
      write(file, query(version), where)
    const { images } = JSON.parse(run(where, 'diff', './a.yaml', './b.yaml', '--format', 'json').stdout) as {
      images: unknown[]
    }
    expect(images).toMatchObject([
      {
        flags: [
          { flag: '--store', state: 'removed', note: 'List the addresses in --endpoint.sd-config-file.' },
          { flag: '--endpoint', state: 'deprecated' },
        ],
      },
    ])
    // The other way it is no news.
    expect(run(where, 'diff', './b.yaml', './a.yaml').stdout).not.toContain('any more')
  })
})
