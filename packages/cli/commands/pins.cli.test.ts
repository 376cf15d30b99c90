import { readdirSync, rmSync } from 'node:fs'
import { commandTimeout, fixtureRepository, git, temporaryFolder } from '@thanos-gitops/testing'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'

const repository = fixtureRepository()
const { root, run } = repository
const shallow = temporaryFolder()
const settings = 'environments/tiny/environment.yaml'
const deployment = 'environments/tiny/manifests/web.deployment.yaml'
const web = 'base/components/web.ts'

const pinTo = (source: string, environment = 'tiny'): void => {
  const file = `environments/${environment}/environment.yaml`
  repository.write(file, `${repository.read(file).replace(/^source:.*\n/m, '')}source: ${source}\n`)
}

/** Three revisions: the fixture, a change of the web server, a new component that web does not need. */
let oldest: string
describe('source', { timeout: commandTimeout }, () => {
  beforeAll(() => {
    repository.commitRendered('render')
    oldest = repository.git('rev-parse', 'HEAD').trim()
    repository.git('tag', 'v1.0.0')
    repository.replace(web, 'replicas: 2,', 'replicas: 5,')
    repository.commitRendered('more replicas')
    repository.git('tag', '--annotate', '--message=release', 'v1.1.0')
    repository.replace(web, '--timeout=2m', '--timeout=3m')
    repository.commitRendered('longer timeout')
    repository.git('branch', 'topic')
  }, commandTimeout)
  afterEach(() => repository.restore())

  describe('render', () => {
    it('renders the base of a tag, of a commit and of the beginning of a commit', () => {
      for (const source of ['v1.0.0', `"${oldest}"`, `"${oldest.slice(0, 8)}"`]) {
        pinTo(source)
        expect(run('render', 'tiny').output).toContain('tiny: ')
        expect(repository.read(deployment)).toContain('replicas: 2')
        expect(repository.read(deployment)).toContain('--timeout=2m')
      }
      expect(run('render', '--check', 'tiny').status).toBe(0)
    })

    it('renders each environment from its own revision', () => {
      pinTo('v1.0.0')
      pinTo('v1.1.0', 'blue')
      expect(run('render').status).toBe(0)
      expect(repository.read(deployment)).toContain('replicas: 2')
      expect(repository.read('environments/blue/manifests/web.deployment.yaml')).toContain('--timeout=2m')
      expect(run('diff', '--base', 'HEAD', 'green').stdout).toContain('green: no change')
    })

    it('gives the same manifests as the working tree if the pin is the current commit', () => {
      pinTo(`"${repository.git('rev-parse', 'HEAD').trim()}"`)
      expect(run('render', 'tiny').stdout).toContain('tiny: 14 manifests, nothing to change')
    })

    it('does not read the base of the working tree for a pinned environment', () => {
      pinTo('v1.1.0')
      repository.write('base/index.ts', 'throw new Error("broken")\n')
      const { status, output } = run('render', 'tiny')
      expect(status, output).toBe(0)
      expect(repository.read(deployment)).toContain('replicas: 5')
    })

    it('applies the patches, the policy and the delivery settings of the working tree', () => {
      pinTo('v1.0.0')
      repository.write(
        'environments/tiny/patches/web.yaml',
        '- target: {kind: Deployment, name: web}\n  patch:\n    - {op: replace, path: /spec/replicas, value: 3}\n',
      )
      expect(run('render', 'tiny').status).toBe(0)
      expect(repository.read(deployment)).toContain('replicas: 3')
      repository.write(
        'environments/policy.yaml',
        'apiVersion: thanos-gitops/v1\nkind: Policy\npatches:\n  - path: /spec/paused\n    target: {component: newer-than-the-pin}\n',
      )
      const { status, stderr } = run('render', 'tiny')
      expect(status).toBe(2)
      expect(stderr).toContain('environments/tiny/patches/web.yaml:3')
      expect(stderr).not.toContain('newer-than-the-pin')
    })

    it('loads a damaged entry of the cache again', () => {
      pinTo('v1.0.0')
      run('render', 'tiny')
      const folder = 'node_modules/.cache/thanos-gitops/bases'
      for (const file of readdirSync(`${root}/${folder}`)) repository.write(`${folder}/${file}`, 'damaged')
      expect(run('render', 'tiny').stdout).toContain('nothing to change')
    })
  })

  describe('explain, compare, diff and check', () => {
    it('name a line of the base with its revision', () => {
      pinTo('v1.1.0')
      run('render', 'tiny')
      expect(run('explain', 'tiny', 'Deployment/web', '/spec/replicas').stdout).toMatch(
        /5 {2}v1\.1\.0:base\/components\/web\.ts:\d+:\d+ {2}base/,
      )
    })

    it('compare a pinned environment with another one', () => {
      pinTo('v1.0.0')
      expect(run('compare', 'tiny', 'green', '--component', 'web').stdout).toContain('--timeout=2m')
    })

    it('show a moved pin as the source of the changes', () => {
      pinTo('v1.0.0')
      const { stdout } = run('diff', 'tiny', '--base', 'HEAD')
      expect(stdout).toContain('tiny (source: working tree → v1.0.0): 1 of 14 objects change')
      expect(stdout).toMatch(
        /v1\.0\.0:base\/components\/web\.ts:\d+:\d+ \(base\), was [0-9a-f]{8}:base\/components\/web\.ts/,
      )
      repository.commitRendered('pin')
      pinTo('v1.1.0')
      expect(run('diff', 'tiny', '--base', 'HEAD', '--format', 'json').stdout).toContain('"before": "v1.0.0"')
      expect(run('diff', 'tiny', '--base', 'HEAD', '--format', 'github').stdout).toContain(
        'file=environments/tiny/environment.yaml,line=8',
      )
      repository.git('reset', '--quiet', '--hard', 'HEAD~1')
    })

    it('check a pinned environment', () => {
      pinTo('v1.1.0')
      expect(run('check', 'tiny', '--alone').status).toBe(0)
    })
  })

  describe('layers', () => {
    const layer = 'environments/layers/eu/patches/web.yaml'
    const patch = (value: number | string): string =>
      `- target: {kind: Deployment, name: web}\n  patch:\n    - {op: replace, path: /spec/replicas, value: ${value}}\n`
    const list = (environment: string): void => {
      const file = `environments/${environment}/environment.yaml`
      repository.write(file, `${repository.read(file)}layers: [eu]\n`)
    }

    it('are those of the revision, with its places, and stay where they are', () => {
      const settings = (count: number): string =>
        `apiVersion: thanos-gitops/v1\nkind: Layer\nvalues: {count: ${count}}\n`
      repository.write(layer, patch('{$value: count}'))
      repository.write('environments/layers/eu/layer.yaml', settings(6))
      list('tiny')
      repository.commitRendered('a layer')
      repository.git('tag', 'with-layer')
      repository.write('environments/layers/eu/layer.yaml', settings(7))
      pinTo('with-layer')
      expect(run('render', 'tiny').output).toContain('nothing to change')
      expect(repository.read(deployment)).toContain('replicas: 6')
      expect(run('explain', 'tiny', 'Deployment/web', '/spec/replicas').stdout).toMatch(
        /6 +with-layer:environments\/layers\/eu\/layer\.yaml:3:17 .* used at with-layer:environments\/layers\/eu\/patches\/web\.yaml:3:/,
      )
      expect(run('tidy').status).toBe(0)
      expect(run('promote', 'tiny', 'layers/eu').stderr).toContain('tiny is pinned to with-layer')
      pinTo('v1.0.0')
      const { status, stderr } = run('render', 'tiny')
      expect(status).toBe(2)
      expect(stderr).toContain('There is no layer eu')
      repository.git('reset', '--quiet', '--hard', 'HEAD~1')
    })

    it('are those of the new revision when promote moves the pin', () => {
      repository.write(layer, patch(6))
      list('tiny')
      pinTo('v1.1.0')
      list('blue')
      repository.git('add', '--all')
      repository.git('commit', '--quiet', '--message=a layer')
      repository.git('tag', 'first-layer')
      pinTo('first-layer')
      repository.write(layer, patch(7))
      repository.git('commit', '--quiet', '--all', '--message=the layer changes')
      repository.git('tag', 'second-layer')
      expect(run('promote', 'blue', 'tiny').stdout).toMatch(/^ {2}6 → 7\.$/m)
      expect(run('render', 'tiny').status).toBe(0)
      expect(repository.read(deployment)).toContain('replicas: 7')
      repository.git('reset', '--quiet', '--hard', 'HEAD~2')
    })
  })

  describe('pins', () => {
    it('prints how far each environment is behind, and what a move changes', () => {
      pinTo('v1.0.0')
      const { status, stdout } = run('pins')
      expect(status).toBe(0)
      expect(stdout.replaceAll(/[0-9a-f]{8}/g, 'COMMIT')).toMatchInlineSnapshot(`
        "ENVIRONMENT  SOURCE             BEHIND     THE WORKING TREE CHANGES
        blue         working tree       -          -
        green        working tree       -          -
        tiny         v1.0.0 (COMMIT)  2 commits  1 of 14 objects

        3 environments: 1 pinned, 1 of them behind
        "
      `)
    })

    it('prints JSON', () => {
      pinTo('v1.1.0')
      expect(JSON.parse(run('pins', 'tiny', '--format', 'json').stdout)).toEqual({
        environments: [
          {
            name: 'tiny',
            source: 'v1.1.0',
            commit: repository.git('rev-parse', 'v1.1.0^{commit}').trim(),
            behind: 1,
            isInHistory: true,
            change: { objects: 14, changed: 1, added: 0, removed: 0 },
          },
        ],
      })
    })

    it('reports a pin that cannot be used, and lists the others', () => {
      pinTo('v9.9.9')
      const { status, stdout, stderr } = run('pins')
      expect(status).toBe(2)
      expect(stdout).toContain('blue')
      expect(stderr).toContain('environments/tiny/environment.yaml:8:9')
    })
  })

  describe('promote', () => {
    it('moves the pin to that of the other environment and shows the effect', () => {
      pinTo('v1.1.0', 'blue')
      pinTo('v1.0.0')
      const { status, stdout, output } = run('promote', 'blue', 'tiny')
      expect(status, output).toBe(0)
      expect(stdout).toContain('-source: v1.0.0\n+source: v1.1.0')
      expect(stdout).toMatch(/Effect:\n[^]*^scale +Deployment\/web$/m)
      expect(repository.read(settings)).toContain('source: v1.1.0\n')
    })

    it('moves the pin to the newest commit of the base if the other environment has none', () => {
      pinTo('v1.0.0')
      run('promote', 'blue', 'tiny')
      expect(repository.read(settings)).toContain(`source: ${repository.git('rev-parse', 'HEAD').trim()}\n`)
      pinTo('v1.0.0')
      repository.replace(web, '--timeout=3m', '--timeout=4m')
      expect(run('promote', 'blue', 'tiny').stdout).toContain('Not copied: The source. blue is rendered')
      expect(repository.read(settings)).toContain('source: v1.0.0\n')
    })

    it('gives no pin to an environment without one, and moves none for one component', () => {
      pinTo('v1.1.0', 'blue')
      expect(run('promote', 'blue', 'tiny').stdout).toContain('Not copied: source: v1.1.0.')
      expect(repository.read(settings)).not.toContain('source')
      pinTo('v1.0.0')
      run('promote', 'blue', 'tiny', '--component', 'web')
      expect(repository.read(settings)).toContain('source: v1.0.0\n')
    })
  })

  describe('a pin that cannot be used', () => {
    it.each([
      ['v1.1.O', 'There is no tag and no commit v1.1.O', 'Did you mean v1.1.0?'],
      ['topic', 'topic is not a tag or a commit: it can move by itself', 'Pin a tag, or the commit: source: "'],
      ['HEAD', 'HEAD is not a tag or a commit', 'Pin a tag'],
      ['"0123456789"', 'There is no tag and no commit 0123456789', 'git fetch --tags origin'],
      [
        'HEAD~1',
        'source must be a tag or a commit of this repository, not "HEAD~1"',
        'Write for example source: v1.4.0',
      ],
      ['1234567', 'source must be a tag or a commit', 'Write it in quotes: source: "1234567"'],
    ])('is an error at its line: %s', (source, message, remedy) => {
      pinTo(source)
      const before = repository.git('status', '--porcelain')
      const { status, stderr } = run('render', 'tiny')
      expect(status).toBe(2)
      expect(stderr).toContain('environments/tiny/environment.yaml:8:9')
      expect(stderr).toContain(message)
      expect(stderr).toContain(remedy)
      expect(repository.git('status', '--porcelain')).toBe(before)
    })

    it('names a revision without a base, and one that these packages cannot load', () => {
      repository.git('checkout', '--quiet', '--orphan', 'other')
      repository.git('rm', '-r', '--quiet', '--cached', 'base')
      repository.git('commit', '--quiet', '--message=no base')
      repository.git('tag', 'without-base')
      repository.write(
        'base/index.ts',
        "import { removedWord } from '@thanos-gitops/manifest'\nexport const base = removedWord()\n",
      )
      repository.git('add', '--all')
      repository.git('commit', '--quiet', '--message=too old')
      repository.git('tag', 'too-old')
      repository.git('checkout', '--quiet', '--force', 'main')
      pinTo('without-base')
      expect(run('render', 'tiny').stderr).toMatch(/without-base \([0-9a-f]{8}\) has no base\/index\.ts/)
      pinTo('too-old')
      const { status, stderr } = run('render')
      expect(status).toBe(2)
      expect(stderr).toContain('The base at too-old cannot be rendered with the packages of the working tree')
      expect(stderr).toContain('too-old:base/index.ts:1')
    })

    it('names the remedy for a shallow clone, and for a folder without git', () => {
      pinTo('v1.0.0')
      repository.git('commit', '--quiet', '--all', '--message=pin')
      git(shallow, 'clone', '--quiet', '--depth=1', '--no-tags', `file://${root}`, '.')
      const clone = run('render', 'tiny', '--root', shallow)
      expect(clone.status).toBe(2)
      expect(clone.stderr).toContain('This clone is shallow')
      expect(clone.stderr).toContain('git fetch --unshallow --tags (in GitHub Actions: fetch-depth: 0)')
      rmSync(`${shallow}/.git`, { recursive: true })
      expect(run('render', 'tiny', '--root', shallow).stderr).toContain('is not a git repository')
      repository.git('reset', '--quiet', '--hard', 'HEAD~1')
    })
  })
})
