import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import {
  commandTimeout,
  commitAll,
  environmentSource,
  git,
  repositoryOf,
  runCommand,
  temporaryFolder,
  writeFile,
} from '@thanos-gitops/testing'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'

const settings = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings', namespace: 'shop' },
  data: { level: 'info', other: 'x' },
}
const web = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'web', namespace: 'shop' },
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

/** Two clusters on branch `feature`, which left `main` at the last commit. */
const shop = repositoryOf({
  'base/index.ts': `export const base = { required: [{ name: 'web', objects: ${JSON.stringify([settings, web])} }], optional: [], objectStorage: { rook: { name: 'rook-bucket', objects: [] } } }\n`,
  'environments/blue/environment.yaml': environmentSource('blue'),
  'environments/green/environment.yaml': environmentSource('green'),
})
/** For the folders that the tests compare with. */
const folder = temporaryFolder()
const diff = (...args: readonly string[]) => shop.run('diff', ...args)

beforeAll(() => {
  shop.commitRendered('render')
  shop.git('checkout', '--quiet', '-b', 'feature')
}, commandTimeout)

beforeEach(() => {
  shop.git('checkout', '--quiet', '--force', 'feature')
  shop.git('reset', '--quiet', '--hard', 'main')
  shop.restore()
})

/** A larger volume, which Kubernetes refuses. The value is at line 5, column 14. */
const storage = `- target: {kind: StatefulSet, name: web}
  patch:
    - op: replace
      path: /spec/volumeClaimTemplates/0/spec/resources/requests/storage
      value: 20Gi
`

describe('diff of environments', { timeout: commandTimeout }, () => {
  it('reports that nothing changes, and exits with 0', () => {
    expect(diff()).toMatchObject({
      status: 0,
      stderr: '',
      stdout: expect.stringMatching(
        /^Reaches none of 2 environments\.\n\nAgainst [0-9a-f]{8} \(main\)\n\nblue: no change\n\ngreen: no change\n$/,
      ) as unknown,
    })
  })

  it('renders the working tree in memory and writes nothing', () => {
    shop.write('environments/blue/patches/storage.yaml', storage)
    const { status, stdout } = diff('blue')
    expect(status).toBe(1)
    expect(stdout).toContain('blue: 1 of 2 objects change: 1 refused')
    expect(stdout).toContain('kubectl --context blue --namespace shop delete statefulset/web --cascade=orphan')
    expect(stdout).toContain(
      'kubectl --context blue --namespace flux-system patch kustomization thanos-blue-configuration',
    )
    expect(shop.git('status', '--porcelain')).toBe('?? environments/blue/patches/\n')
  })

  it('prints the line of the patch in both revisions', () => {
    shop.write('environments/blue/patches/storage.yaml', storage)
    shop.commitRendered('20Gi')
    shop.write('environments/blue/patches/storage.yaml', `# A line more.\n${storage.replace('20Gi', '30Gi')}`)
    const { stdout } = diff('blue', '--base', 'HEAD')
    expect(stdout).toMatch(
      /environments\/blue\/patches\/storage\.yaml:6:14 \(patch\), was [0-9a-f]{8}:environments\/blue\/patches\/storage\.yaml:5:14 \(patch\)/,
    )
  })

  it('prints the line of the base in both revisions after base/ changed, and removes its copy of the sources', () => {
    const component = shop.read('base/index.ts')
    shop.write('base/index.ts', `// A line more.\n${component.replace('web:v1.0.0', 'web:v1.1.0')}`)
    const column = component.indexOf('"example.com/web') + 1
    const temporary = join(folder, 'temporary')
    mkdirSync(temporary)
    const { stdout } = runCommand(shop.root, ['diff', 'blue'], { env: { TMPDIR: temporary, TEMP: temporary } })
    expect(stdout).toMatch(
      new RegExp(`base/index\\.ts:2:${column} \\(base\\), was [0-9a-f]{8}:base/index\\.ts:1:${column} \\(base\\)`),
    )
    expect(readdirSync(temporary)).toEqual([])
  })

  it('reports sources of the base revision that do not render, and prints the lines of its manifests', () => {
    shop.write('base/index.ts', 'export const base = 1 +\n')
    shop.git('commit', '--quiet', '--all', '--message=broken')
    shop.git('checkout', '--quiet', 'main', '--', 'base')
    shop.write('environments/blue/patches/storage.yaml', storage)
    const { status, stdout } = diff('blue', '--base', 'HEAD')
    expect(status).toBe(1)
    expect(stdout).toMatch(
      /^Against [0-9a-f]{8} \(HEAD\), whose sources do not render with this version: the places of old values are lines of manifests$/m,
    )
    expect(stdout).toMatch(
      /storage\.yaml:5:14 \(patch\), was [0-9a-f]{8}:environments\/blue\/manifests\/web\.statefulset\.yaml:\d+:\d+$/m,
    )
  })

  it('compares with the commit where the branch left the default branch', () => {
    shop.git('checkout', '--quiet', 'main')
    const before = shop.git('rev-parse', 'HEAD').trim()
    shop.write('environments/green/patches/storage.yaml', storage)
    shop.commitRendered('change main')
    shop.git('checkout', '--quiet', 'feature')
    expect(diff().stdout).toContain('green: no change')
    shop.git('branch', '--quiet', '--force', 'main', before)
  })

  it('works in a folder of a larger repository', () => {
    const larger = join(folder, 'larger')
    cpSync(shop.root, join(larger, 'monitoring'), { recursive: true, filter: (path) => basename(path) !== '.git' })
    commitAll(larger)
    writeFile(larger, 'monitoring/environments/blue/patches/storage.yaml', storage)
    expect(runCommand(join(larger, 'monitoring'), ['diff']).stdout).toMatch(
      /blue: 1 of 2 objects change: 1 refused[^]*green: no change/,
    )
  })

  it('accepts a folder as the base', () => {
    const base = join(folder, 'base')
    cpSync(join(shop.root, 'environments'), join(base, 'environments'), { recursive: true })
    shop.write('environments/blue/patches/storage.yaml', storage)
    expect(diff('blue', '--base', base).stdout).toContain('1 refused')
    // With its sources next to it, the old value has its line in them.
    cpSync(join(shop.root, 'base'), join(base, 'base'), { recursive: true })
    expect(diff('blue', '--base', base).stdout).toContain(
      `storage.yaml:5:14 (patch), was ${relative(shop.root, base)}/base/index.ts:1:`,
    )
    expect(existsSync(join(base, 'node_modules'))).toBe(false)
    expect(diff('blue', '--base', join(base, 'environments/blue/manifests')).stdout).toContain('1 refused')
  })

  it('reports a new environment and a removed one', () => {
    shop.write('environments/red/environment.yaml', environmentSource('red'))
    shop.remove('environments/green')
    const { status, stdout } = diff()
    expect(status).toBe(1)
    expect(stdout).toContain('red (new): 2 of 2 objects change: 2 in-place')
    expect(stdout).toContain('green (removed): 2 of 2 objects change: 2 in-place')
    expect(stdout).toContain('environment-removed')
    expect(stdout).toContain('delete nothing')
    expect(diff('green').stdout).toContain('(removed)')
  })

  it('prints JSON, writes a summary, and fails on the classes that options name', () => {
    shop.write('environments/blue/patches/storage.yaml', storage)
    const summary = join(folder, 'summary.md')
    const { objects } = JSON.parse(diff('--format', 'json', '--summary', summary).stdout) as { objects: unknown[] }
    expect(objects).toMatchObject([{ environment: 'blue', kind: 'StatefulSet', class: 'refused' }])
    expect(readFileSync(summary, 'utf8')).toMatch(/^<!-- thanos-gitops:diff -->/)
    expect(diff('--fail-on', 'refused,outage').status).toBe(1)
    expect(diff('--fail-on', 'data-loss').status).toBe(0)
    shop.write('prices.yaml', 'storage: 0.1\n')
    expect(diff('blue', '--prices', 'prices.yaml').stdout).toContain('cost per month 2.00 → 4.00 (+2.00)')
  })
})

describe('diff refuses', { timeout: commandTimeout }, () => {
  it.each<[what: string, args: string[], words: string[]]>([
    [
      'a base that is not a revision',
      ['--base', 'nowhere'],
      ['nowhere is neither a git revision in this repository nor a folder.'],
    ],
    ['an environment that does not exist', ['bleu'], ['Did you mean blue?']],
    ['an unknown format', ['--format', 'html'], ['--format must be one of text, markdown']],
    ['an unknown class', ['--fail-on', 'explosion'], ['--fail-on must be one of none, in-place']],
    ['a price file that does not exist', ['--prices', 'no.yaml'], ['no.yaml cannot be read']],
    [
      'a summary in a folder that does not exist',
      ['--summary', 'nowhere/summary.md'],
      ['nowhere/summary.md cannot be written', 'in a folder that exists'],
    ],
    ['one folder', ['./environments'], ['two paths']],
    ['a folder that does not exist', ['./a', './b'], ['./a does not exist.']],
    ['a base for folders', ['./environments', './base', '--base', 'main'], ['--base is for environments']],
  ])('%s', (_what, args, words) => {
    const { status, stderr } = diff(...args)
    expect(status, stderr).toBe(2)
    for (const word of words) expect(stderr).toContain(word)
  })

  it('a shallow clone, and prints how to fetch', () => {
    shop.write('a', 'a')
    shop.commitRendered('change feature')
    shop.git('push', '--quiet', '--force', '.', 'feature:refs/heads/pushed')
    const clone = join(folder, 'shallow')
    git(folder, 'clone', '--quiet', '--depth=1', '--branch=pushed', '--no-single-branch', `file://${shop.root}`, clone)
    const { status, stderr } = runCommand(clone, ['diff', '--base', 'origin/main'])
    expect(status, stderr).toBe(2)
    expect(stderr).toContain('git fetch --unshallow (in GitHub Actions: fetch-depth: 0)')
  })

  it('a base that is older than the environments', () => {
    shop.git('checkout', '--quiet', '--orphan', 'old')
    shop.git('rm', '--quiet', '-r', '--cached', '.')
    shop.write('README.md', 'old')
    shop.git('add', 'README.md')
    shop.git('commit', '--quiet', '--message=old')
    shop.git('branch', '--quiet', '--force', 'ancient')
    shop.git('checkout', '--quiet', '--force', 'feature')
    expect(diff('--base', 'ancient').stderr).toContain('it is older than the layout of this repository')
  })

  it('manifests of the base revision that are not YAML, by name', () => {
    shop.write('environments/blue/manifests/web.statefulset.yaml', 'kind: [\n')
    shop.git('commit', '--quiet', '--all', '--message=broken')
    const { status, stderr } = diff('blue', '--base', 'HEAD')
    expect(status).toBe(2)
    expect(stderr).toMatch(/[0-9a-f]{8}:environments\/blue\/manifests\/web\.statefulset\.yaml/)
  })

  it('an environment that does not render', () => {
    shop.write('environments/blue/patches/storage.yaml', storage.replace('/spec/volume', '/spec/volumen'))
    expect(diff()).toMatchObject({ status: 2, stderr: expect.stringContaining('patch-path-missing') as unknown })
  })
})
