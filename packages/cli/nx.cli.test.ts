import { spawnSync } from 'node:child_process'
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import {
  checkout,
  commandTimeout,
  compileCache,
  git,
  plainEnvironment,
  temporaryFolder,
  withoutSchemas,
} from '@thanos-gitops/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = checkout()
const programs = temporaryFolder()
const deployment = 'environments/blue/manifests/web.deployment.yaml'
const environments = ['blue', 'green', 'tiny']

function nx(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const command = join(root, 'node_modules/nx/dist/bin/nx.js')
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { ...plainEnvironment(), ...withoutSchemas, ...compileCache(root), PATH: searchPath(), ...env },
  })
  return { status, output: stdout + stderr }
}

/**
 * Returns the environments that a change of each file affects. All changes have the same graph, which takes Nx longer than the rest of
 * `nx show projects --affected --files=FILE`.
 */
function affectedByEach(files: readonly string[]): () => Readonly<Record<string, readonly string[]>> {
  let byFile: Readonly<Record<string, readonly string[]>> | undefined
  const program = `
    const { createProjectGraphAsync } = require('nx/src/project-graph/project-graph')
    const { filterAffected } = require('nx/src/project-graph/affected/affected-project-graph')
    const { calculateFileChanges } = require('nx/src/project-graph/file-utils')
    createProjectGraphAsync().then(async (graph) => {
      const byFile = {}
      for (const file of ${JSON.stringify(files)}) {
        const { nodes } = await filterAffected(graph, calculateFileChanges([file], { files: [file] }))
        const affected = Object.values(nodes).filter(({ name, data }) => name !== 'all' && data.targets?.render)
        byFile[file] = affected.map(({ name }) => name).sort()
      }
      console.log(JSON.stringify(byFile))
      process.exit(0)
    })`
  return () => {
    if (byFile !== undefined) return byFile
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--eval', program], {
      cwd: root,
      encoding: 'utf8',
      env: { ...plainEnvironment(), ...compileCache(root), NX_ISOLATE_PLUGINS: 'false', NX_DAEMON: 'false' },
    })
    if (status !== 0) throw new Error(stdout + stderr)
    byFile = JSON.parse(stdout.slice(stdout.indexOf('{'))) as Readonly<Record<string, readonly string[]>>
    return byFile
  }
}

/** The installed commands, and a folder for the programs of a test. */
const searchPath = (): string => [join(root, 'node_modules/.bin'), programs, process.env.PATH].join(delimiter)

const append = (file: string, content: string): void => appendFileSync(join(root, file), content)
const restore = (): void => void git(root, 'checkout', '--quiet', '--force', '.')
const escapeCharacter = '\x1b'
const fromCache = /^Nx read the output from the cache instead of running the command/m

// Nx starts anew each time, which takes a second.
describe('nx', { timeout: commandTimeout }, () => {
  beforeAll(() => {
    const { status, output } = nx(['render'])
    expect(status, output).toBe(0)
    git(root, 'add', '--all')
    git(root, 'commit', '--quiet', '--message=render')
  }, commandTimeout)

  describe('render', () => {
    it.each([
      ['in place of Nx', {}],
      [
        'as a process of Nx where it cannot take its place',
        { NODE_OPTIONS: '--import=data:text/javascript,process.execve=undefined' },
      ],
    ])('prints what the command prints, and nothing of Nx: %s', (_, env) => {
      const { status, output } = nx(['render', 'blue'], env)
      expect(output).toMatch(/^blue: \d+ manifests, nothing to change\n$/)
      expect(status).toBe(0)
      expect(nx(['render', 'bleu'], env).status).toBe(2)
    })

    it.each([
      ['nx.json', { plugins: ['./packages/cli/nx-plugin.mjs'], targetDefaults: { render: { dependsOn: [] } } }],
      ['environments/blue/project.json', { name: 'blue' }],
      ['nx.json', '// a comment\n{"plugins": ["./packages/cli/nx-plugin.mjs"]}'],
    ])('is a task of Nx where %s can change its targets: %j', (file, content) => {
      writeFileSync(join(root, file), typeof content === 'string' ? content : JSON.stringify(content))
      const { status, output } = nx(['render', 'blue'])
      git(root, 'clean', '--quiet', '--force')
      restore()
      expect(status, output).toBe(0)
      expect(output).toContain('> nx run blue:render')
      expect(output).toMatch(/^blue: \d+ manifests, nothing to change$/m)
    })

    it('renders all environments as the command alone', () => {
      const { status, output } = nx(['render'])
      expect(status).toBe(0)
      for (const environment of environments)
        expect(output).toMatch(new RegExp(`^${environment}: \\d+ manifests, nothing to change$`, 'm'))
      expect(output).not.toContain('nx run')
      expect(git(root, 'status', '--porcelain')).toBe('')
    })

    it('restores a manifest that was edited, and one that was deleted', () => {
      append(deployment, '# edited\n')
      rmSync(join(root, 'environments/blue/manifests/web.service.yaml'))
      const { output } = nx(['render', 'blue'])
      expect(output).toMatch(/^blue: \d+ manifests, 2 written$/m)
      expect(output).toContain('web.deployment.yaml was edited by hand; the rendered content is restored')
      expect(git(root, 'status', '--porcelain')).toBe('')
    })

    it('reports a file that render did not write, and does not delete it', () => {
      const foreign = join(root, 'environments/blue/manifests/foreign.yaml')
      writeFileSync(foreign, 'kind: Pod\n')
      const { status, output } = nx(['render', 'blue'])
      expect(status).toBe(2)
      expect(output).toContain('output-foreign')
      expect(readFileSync(foreign, 'utf8')).toBe('kind: Pod\n')
      rmSync(foreign)
    })

    it('renders the affected environments in one process, each with its own result', () => {
      append('base/index.ts', '// a change for all\n')
      append('environments/blue/patches/replicas.yaml', 'patch: [\n')
      const { status, output } = nx(['affected', '-t', 'render', '--base=HEAD'])
      restore()
      expect(status).not.toBe(0)
      expect(output).toContain(`Running ${environments.length + 1} tasks with ./packages/cli:environments`)
      expect(output).toMatch(/^> nx run blue:render\n+environments\/blue\/patches\/replicas\.yaml:\d+/m)
      expect(output).toMatch(/^> nx run green:render\n+green: \d+ manifests/m)
      expect(output).toMatch(/^Failed tasks:\n+- blue:render\n- all:render$/m)
    })

    it('reports a difference with --check, and writes nothing', () => {
      append(deployment, '# edited\n')
      const { status, output } = nx(['render', 'blue', '--check'])
      restore()
      expect(status).not.toBe(0)
      expect(output).toContain('drift-hand-edited')
    })
  })

  describe('a change of an environment whose query another one asks', () => {
    it('affects both', () => {
      append('environments/blue/environment.yaml', 'query: {environments: [green, {ring: wide}]}\n')
      append('environments/tiny/environment.yaml', 'ring: wide\n')
      git(root, 'commit', '--quiet', '--all', '--message=query')
      const green = 'environments/green/environment.yaml'
      const tiny = 'environments/tiny/environment.yaml'
      try {
        expect(affectedByEach([green, tiny])()).toEqual({ [green]: ['blue', 'green'], [tiny]: ['blue', 'tiny'] })
      } finally {
        git(root, 'reset', '--quiet', '--hard', 'HEAD~1')
      }
    })
  })

  describe('a change of a layer', () => {
    const layer = 'environments/layers/eu/patches/web.yaml'

    it('affects the environments that list it, and the cache keys of their targets', () => {
      const patch =
        '- target: {kind: Deployment, name: web}\n  patch:\n    - {op: replace, path: /spec/replicas, value: 5}\n'
      mkdirSync(join(root, 'environments/layers/eu/patches'), { recursive: true })
      writeFileSync(join(root, layer), patch)
      append('environments/green/environment.yaml', 'layers: [eu]\n')
      expect(nx(['render', 'green']).status).toBe(0)
      git(root, 'add', '--all')
      git(root, 'commit', '--quiet', '--message=layer')
      nx(['validate'])
      append(layer, '# a comment\n')
      const affected = nx([
        'show',
        'projects',
        '--affected',
        '--base=HEAD',
        '--withTarget=render',
        '--exclude=all',
        '--json',
      ])
      expect(JSON.parse(affected.output)).toEqual(['green'])
      expect(nx(['validate', 'green']).output).not.toMatch(fromCache)
      expect(nx(['validate', 'blue']).output).toMatch(fromCache)
      git(root, 'checkout', '--quiet', '--force', '.')
    })
  })

  describe('validate', () => {
    it('runs for all environments in one process, and reads each result from the cache afterwards', () => {
      const { status, output } = nx(['validate'], { FORCE_COLOR: '0' })
      expect(status, output).toBe(0)
      expect(output).toContain(`Running ${environments.length} tasks with ./packages/cli:environments`)
      for (const environment of environments) expect(output).toMatch(new RegExp(`^${environment} \\(Kubernetes`, 'm'))
      const again = nx(['validate'], { FORCE_COLOR: '0' }).output
      expect(again).toContain(`instead of running the command for ${environments.length} out of `)
      append(deployment, '# edited\n')
      const { output: changed } = nx(['validate'], { FORCE_COLOR: '0' })
      restore()
      expect(changed).toContain(`instead of running the command for ${environments.length - 1} out of `)
    })

    it.each(['packages/delivery/argo-cd.ts', 'base/index.ts'])('runs again after a change of %s', (file) => {
      append(file, '// a change\n')
      const { status, output } = nx(['validate', 'blue'], { FORCE_COLOR: '0' })
      restore()
      expect(status).toBe(0)
      expect(output).toContain('blue (Kubernetes')
      expect(output).not.toMatch(fromCache)
    })
  })

  describe('diff', () => {
    it('compares all environments together, with the reach of the change', () => {
      append('environments/green/patches/replicas.yaml', '# a comment\n')
      const { output } = nx(['diff', '--base=HEAD'])
      restore()
      expect(output).toContain(`Reaches none of ${environments.length} environments.`)
      expect(output.match(/> nx run all:diff/g)).toHaveLength(1)
    })

    it('compares the affected environments in one process, and adds how far the change reaches', () => {
      append('base/index.ts', '// a change for all\n')
      const { output } = nx(['affected', '-t', 'diff', '--base=HEAD'])
      restore()
      // The root project is affected too.
      expect(output).toContain(`Running ${environments.length + 1} tasks with ./packages/cli:environments`)
      expect(output).toMatch(/^> nx run green:diff\n+Against .*\n+green: no change/m)
      expect(output).toMatch(/^> nx run all:diff\n+Reaches none of /m)
      expect(output.match(/^green: no change/gm)).toHaveLength(1)
    })
  })

  describe('check', () => {
    it('prints no colors with NO_COLOR, also when it printed colors before', () => {
      expect(nx(['check', 'blue'], { FORCE_COLOR: '1' }).output).toContain(escapeCharacter)
      expect(nx(['check', 'blue'], { NO_COLOR: '1' }).output).not.toContain(escapeCharacter)
      const second = nx(['check', 'blue'], { NO_COLOR: '1' }).output
      expect(second).toMatch(fromCache)
      expect(second).not.toContain(escapeCharacter)
    })

    it('prints no colors into a file', () => {
      expect(nx(['check', 'blue']).output).not.toContain(escapeCharacter)
    })
  })

  describe('check of all environments together', () => {
    const comparison = '@thanos-gitops/environments'

    it('runs with the checks of all environments', () => {
      const { status, output } = nx(['check'])
      expect(status, output).toBe(0)
      expect(output).toContain(`nx run ${comparison}:check`)
      expect(output).toMatch(/^blue, green, tiny: \d+ objects/m)
    })

    it('runs again after a change of the sources of one environment', () => {
      // After the test above.
      expect(nx(['check', comparison]).output).toMatch(fromCache)
      append('environments/green/patches/replicas.yaml', '# a comment\n')
      const { output } = nx(['check', comparison])
      restore()
      expect(output).not.toMatch(fromCache)
    })

    it('is affected by a change of one environment, without the checks of the others', () => {
      append('environments/green/patches/replicas.yaml', '# a comment\n')
      const { output } = nx(['affected', '-t', 'check', '--base=HEAD'])
      restore()
      expect(output).toContain(`nx run ${comparison}:check`)
      expect(output).toContain('nx run green:check')
      expect(output).not.toContain('nx run blue:check')
    })
  })

  describe('affected', () => {
    /** The environments that a commit of a change affects, as `npm run pull-request` lists them. */
    function affected(change: () => void): readonly string[] {
      git(root, 'checkout', '--quiet', '-b', 'change')
      change()
      git(root, 'add', '--all')
      git(root, 'commit', '--quiet', '--message=change')
      const { status, output } = nx(['show', 'projects', '--affected', '--base=main', '--withTarget=render', '--json'])
      git(root, 'checkout', '--quiet', '--force', 'main')
      git(root, 'branch', '--quiet', '-D', 'change')
      expect(status, output).toBe(0)
      const projects = JSON.parse(output.slice(output.indexOf('['))) as string[]
      return projects.filter((project) => project !== 'all').sort()
    }

    function add(file: string): void {
      mkdirSync(join(root, file, '..'), { recursive: true })
      writeFileSync(join(root, file), '')
    }

    const ofOne = [
      'environments/green/patches/replicas.yaml',
      'environments/green/environment.yaml',
      deployment.replace('blue', 'green'),
    ]
    const ofAll = [
      'packages/delivery/argo-cd.ts',
      'packages/checks/registry.ts',
      'packages/schemas/kubernetes/1.36.json',
      'packages/validate/validate.ts',
      'base/index.ts',
      'environments/policy.yaml',
      'environments/delivery.yaml',
      'nx.json',
    ]
    const byFile = affectedByEach([...ofOne, ...ofAll])

    it.each(ofOne)('names one environment for a change of its %s', (file) => {
      expect(byFile()[file]).toEqual(['green'])
    })

    it.each(ofAll)('names all environments for a change of %s', (file) => {
      expect(byFile()[file]).toEqual(environments)
    })

    it('names one environment for a commit that changes its patches', () => {
      expect(affected(() => append('environments/green/patches/replicas.yaml', '# a comment\n'))).toEqual(['green'])
    })

    it('names no environment for documents, tests and their helpers, scripts and workflows', () => {
      const files = [
        'README.md',
        'packages/render/NOTES.md',
        'environments/green/README.md',
        'packages/render/new.test.ts',
        'packages/render/testing/new.ts',
        'packages/testing/new.ts',
        'scripts/new.ts',
        '.github/workflows/new.yml',
      ]
      expect(affected(() => files.forEach(add))).toEqual([])
    })

    it('renders what a change affects', () => {
      append('environments/green/patches/replicas.yaml', '# a comment\n')
      const { status, output } = nx(['affected', '-t', 'render', '--base=HEAD'])
      restore()
      expect(status, output).toBe(0)
      expect(output.match(/> nx run green:render/g)).toHaveLength(1)
      expect(output).not.toContain('nx run blue:render')
    })
  })

  describe('a pinned environment', () => {
    beforeAll(() => {
      git(root, 'tag', 'v1.0.0')
      git(root, 'checkout', '--quiet', '-b', 'pinned')
      append('environments/tiny/environment.yaml', 'source: v1.0.0\n')
      nx(['render', 'tiny'])
      git(root, 'commit', '--quiet', '--all', '--message=pin')
      nx(['validate', 'tiny'])
    }, commandTimeout)
    afterAll(() => git(root, 'checkout', '--quiet', '--force', 'main'))

    it('is not affected by a change of the base, and reads its result from the cache', () => {
      append('base/index.ts', '// a change\n')
      const { output } = nx(['show', 'projects', '--affected', '--base=HEAD', '--withTarget=render', '--json'])
      const validated = nx(['validate', 'tiny']).output
      restore()
      expect(JSON.parse(output.slice(output.indexOf('[')))).toEqual(expect.arrayContaining(['blue', 'green']))
      expect(output).not.toContain('"tiny"')
      expect(validated).toMatch(fromCache)
    })

    it('is affected by a change of a package', () => {
      append('packages/render/render.ts', '// a change\n')
      const { output } = nx(['show', 'projects', '--affected', '--base=HEAD', '--withTarget=render', '--json'])
      restore()
      expect(output).toContain('"tiny"')
    })

    it('has no result in the cache when its pin moves, or its tag', () => {
      append('base/components/web.ts', '// a change\n')
      git(root, 'commit', '--quiet', '--all', '--message=base')
      git(root, 'tag', 'v1.1.0')
      writeFileSync(
        join(root, 'environments/tiny/environment.yaml'),
        readFileSync(join(root, 'environments/tiny/environment.yaml'), 'utf8').replace('v1.0.0', 'v1.1.0'),
      )
      expect(nx(['validate', 'tiny']).output).not.toMatch(fromCache)
      restore()
      git(root, 'tag', '--force', 'v1.0.0', 'v1.1.0')
      expect(nx(['validate', 'tiny']).output).not.toMatch(fromCache)
    })
  })

  it('runs no part of a folder name or an argument in a shell, and reports the folder', () => {
    const folder = join(root, 'environments/a$(touch pwned)b')
    cpSync(join(root, 'environments/blue'), folder, { recursive: true })
    const { status, output } = nx(['render'])
    const projects = nx(['show', 'projects']).output
    rmSync(folder, { recursive: true })
    expect(status).not.toBe(0)
    expect(output).toContain('"environments/a$(touch pwned)b" is not a valid environment')
    expect(projects).not.toContain('pwned')
    const explained = nx(['explain', 'blue', '--', 'Deployment/web', '/spec/$(touch pwned)'])
    expect(explained.output).toContain('There is no /spec/$(touch pwned).')
    expect(existsSync(join(root, 'pwned'))).toBe(false)
  })

  it.each([
    ['render', 'bleu'],
    ['check', 'bleu'],
    ['run', 'bleu:diff'],
  ])('%s %s suggests the nearest environment', (...args) => {
    const { status, output } = nx(args)
    expect(status).toBe(2)
    expect(output).toContain('There is no folder environments/bleu.')
    expect(output).toContain('Did you mean blue?')
  })
})
