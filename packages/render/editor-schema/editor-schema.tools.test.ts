// What a person sees in an editor with the YAML language server, in the environments of the fixture.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Environment, type Finding, readYaml, type YamlFile } from '@thanos-gitops/manifest'
import {
  createRenderer,
  type EnvironmentFiles,
  environmentNames,
  type RenderedEnvironment,
  readEnvironmentFiles,
} from '@thanos-gitops/render'
import { fixtureFolder } from '@thanos-gitops/testing'
import { base } from '@thanos-gitops/testing/base'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Diagnostic, type LanguageServer, startLanguageServer } from '../testing/language-server.ts'
import { header, wrongPatches } from '../testing/wrong-patches.ts'
import { layerSchema, patchesSchemaFile, schemasFolder, schemaWriter, workingTreeBase } from './index.ts'

const timeout = 120_000
const scratch = mkdtempSync(join(tmpdir(), 'schema-'))
const names = environmentNames(fixtureFolder)
const fixtureFile = (file: string): string => readFileSync(join(fixtureFolder, file), 'utf8')
/** An object of the layer `eu`, which `blue` and `tiny` have. */
const shop = readYaml(
  'environments/layers/eu/resources/shop.yaml',
  `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
  annotations:
    example.com/region: eu
spec:
  replicas: 2
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec:
      containers: [{name: shop, image: "example.com/shop:v1"}]
`,
) as YamlFile
const policy = readYaml(
  'environments/policy.yaml',
  `${fixtureFile('environments/policy.yaml')}  - {path: /metadata/annotations/**, target: {component: resources}}\n`,
) as YamlFile
function filesOf(name: string): EnvironmentFiles {
  const files = { ...(readEnvironmentFiles(fixtureFolder, name) as EnvironmentFiles), policy }
  if (name === 'tiny') return { ...files, resources: [shop] }
  if (name !== 'blue') return files
  const { file } = files.environment
  const settings = `${fixtureFile(file)}values: {count: 3, zone: a}\n`
  return { ...files, environment: readYaml(file, settings) as YamlFile, resources: [shop] }
}
const render = createRenderer(base)
const typed = join(scratch, 'environments/blue/patches/typed.yaml')
const inLayer = join(scratch, 'environments/layers/eu/patches/a.yaml')

let server: LanguageServer
/** The problems that the editor shows of each wrong patch. All at once, because the server waits before it answers. */
let marked: readonly (readonly Diagnostic[])[]
beforeAll(async () => {
  const ofFixture = workingTreeBase(fixtureFolder)
  const writer = schemaWriter(scratch, () => ofFixture)
  const environments: Environment[] = []
  for (const name of names) {
    mkdirSync(join(scratch, 'environments', name, 'patches'), { recursive: true })
    const rendered = render(filesOf(name)) as RenderedEnvironment
    await writer.write(rendered)
    if (name !== 'green') environments.push(rendered.environment)
  }
  const { file, text } = layerSchema(scratch, 'eu', environments)
  mkdirSync(join(scratch, 'environments/layers/eu/patches'), { recursive: true })
  writeFileSync(join(scratch, file), text())
  server = await startLanguageServer()
  marked = await Promise.all(wrongPatches.map(({ text }) => server.diagnose(typed, text)))
}, timeout)
afterAll(async () => {
  await server.stop()
  rmSync(scratch, { recursive: true })
})

/** The findings of a render of environment `blue` with this patch file as the only one. */
function renderProblems(text: string): readonly Finding[] {
  const source = readYaml('environments/blue/patches/typed.yaml', text)
  if (!('file' in source)) return source
  const rendered = render({ ...filesOf('blue'), patches: [source] })
  return 'manifests' in rendered ? [] : rendered
}

describe('the editor schema of a layer', { timeout }, () => {
  const patch = (target: string, operation: string): string =>
    `${header}- target: ${target}\n  patch:\n    - ${operation}\n`

  it('accepts a patch for an object that one of its environments has', async () => {
    const text = patch('{kind: Deployment, name: cache}', '{op: replace, path: /spec/replicas, value: 3}')
    expect(await server.diagnose(inLayer, text)).toEqual([])
  })

  it.each([
    ['an unknown object', patch('{kind: Deployment, name: cahce}', '{op: replace, path: /spec/replicas, value: 3}')],
    ['an unknown path', patch('{kind: Deployment, name: web}', '{op: replace, path: /spec/replica, value: 3}')],
    ['a wrong value', patch('{kind: Deployment, name: web}', '{op: replace, path: /spec/replicas, value: many}')],
  ])('marks %s', async (_, text) => {
    expect(await server.diagnose(inLayer, text)).not.toEqual([])
  })

  it.each([
    ['cluster', false],
    ['count', true],
  ])('marks a reference unless all of its environments have the value: %s', async (name, isMarked) => {
    const text = patch('{kind: Deployment, name: web}', `{op: replace, path: /spec/replicas, value: {$value: ${name}}}`)
    expect((await server.diagnose(inLayer, text)).length > 0).toBe(isMarked)
  })

  it('completes paths', async () => {
    const text = `${header}- target: {kind: Deployment, name: web}\n  patch:\n    - op: replace\n      path: `
    const offers = await server.complete(inLayer, text, 5, 13)
    expect(offers.map((offer) => offer.text)).toContain('/spec/replicas')
  })
})

describe('the editor schema', { timeout }, () => {
  it.each(
    names.flatMap((name) =>
      readdirSync(join(fixtureFolder, 'environments', name, 'patches')).map((file) => [name, file] as const),
    ),
  )('accepts %s/patches/%s', async (name, file) => {
    const text = readFileSync(join(fixtureFolder, 'environments', name, 'patches', file), 'utf8')
    expect(text.startsWith(header)).toBe(true)
    expect(await server.diagnose(join(scratch, 'environments', name, 'patches', file), text)).toEqual([])
  })

  it.each(wrongPatches.map((patch, index) => ({ ...patch, index })))(
    'marks the line of $what, as render does',
    ({ text, line, index }) => {
      expect(marked[index]!.map((problem) => problem.line)).toContain(line)
      expect(renderProblems(text).map(({ place }) => place?.line)).toContain(line)
    },
  )

  it('explains every problem in sentences, without a regular expression', () => {
    for (const { message } of marked.flat()) expect(message).toMatch(/^[^\\^]*[.?]$|base64$/)
  })

  const patch = (path: string, value: unknown, op = 'replace'): string =>
    `${header}- target: {kind: StatefulSet, name: database}\n  patch:\n    - op: ${op}\n      path: ${path}\n      value: ${JSON.stringify(value)}\n`
  const container = '/spec/template/spec/containers/[name=database]'

  it.each([
    ['/spec/replica', ['/spec/replicas']],
    ['/spec/template/spec/container/[name=database]/resources/limits/memory', [`${container}/resources/limits/memory`]],
    [`${container}/resources/limits/memroy`, [`${container}/resources/limits/memory`]],
    [`${container}/args/[--log.levle]`, [`${container}/args/[--log.level]`]],
  ])('suggests the path that is meant instead of %s', async (path, suggestions) => {
    const [problem] = await server.diagnose(typed, patch(path, '1'))
    expect(problem).toEqual({
      line: 5,
      message: `StatefulSet/database has no such field. Did you mean ${suggestions.join(' or ')}?`,
    })
    expect(await server.fixes(typed, patch(path, '1'))).toEqual(suggestions)
  })

  const ofShop = (path: string, value: unknown): string =>
    patch(path, value).replace('{kind: StatefulSet, name: database}', '{kind: Deployment, name: shop}')
  const region = '/metadata/annotations/example.com~1region'

  describe.each([
    ['an environment', typed],
    ['a layer', inLayer],
  ])('in %s', (place, file) => {
    it.each<[what: string, text: string, suggestion: string]>([
      [
        'the list step that is meant',
        patch('/spec/template/spec/containers/[name=databse]/resources/limits/memory', '1Gi'),
        `${container}/resources/limits/memory`,
      ],
      ['a key whose slash is escaped', ofShop('/metadata/annotations/example.com/region', 'us'), region],
      ['a key that exists', ofShop('/metadata/annotations/example.com~1regoin', 'us'), region],
      ['a field of an own object', ofShop('/spec/replica', 3), '/spec/replicas'],
    ])('suggests %s', async (_, text, suggestion) => {
      const problems = await server.diagnose(file, text)
      expect(problems.map(({ message }) => message)).toContainEqual(
        expect.stringMatching(/^(?:Deployment\/shop|StatefulSet\/database) .*Did you mean [^ ]*\?$/),
      )
      expect(await server.fixes(file, text)).toEqual([suggestion])
    })

    it('explains how a key with a slash is written', async () => {
      const text = patch('/spec/template/metadata/annotations/example.com/zone', 'a', 'add')
      const [problem] = await server.diagnose(file, text)
      expect(problem!.message).toMatch(/^StatefulSet\/database has no such field\. In a key, \/ is written ~1: /)
    })

    it.each<[what: string, text: string, shown: RegExp]>([
      [
        'a field',
        patch('/spec/replicas', 3),
        place === 'a layer'
          ? /^#### Today 3 in blue, set by environments\/blue\/patches\/replicas\.yaml:\d+; 2 in tiny, set by base\/components\/database\.ts:\d+\n/
          : /^#### Today 3, set by environments\/blue\/patches\/replicas\.yaml:\d+\n/,
      ],
      [
        'a list step with an index',
        patch('/spec/template/spec/containers/0/args/1', '--log.level=debug'),
        /^#### In the base: --log\.level=[a-z]+, set by base\/components\/database\.ts:\d+\n/,
      ],
      [
        'a key of an own object',
        ofShop(region, 'us'),
        /^#### In its file: eu, set by environments\/layers\/eu\/resources\/shop\.yaml:6\n/,
      ],
    ])('shows the value of %s and the line that sets it', async (_, text, shown) => {
      expect(await server.diagnose(file, text)).toEqual([])
      expect(await server.hover(file, text, 5, 16)).toMatch(shown)
      expect(await server.hover(file, text, 6, 14)).toMatch(shown)
    })

    it('offers first what the policy allows for an own object', async () => {
      const offers = await server.complete(file, ofShop('', 3), 5, 13)
      const sorted = offers.toSorted((a, b) => (a.sortText < b.sortText ? -1 : 1)).map(({ text }) => text)
      expect(sorted.slice(0, 3)).toEqual(['/spec/replicas', '/metadata/annotations', region])
      expect(offers).toContainEqual(expect.objectContaining({ text: region, detail: 'string; file: eu' }))
    })

    it('offers the same patches in an empty file and after another patch', async () => {
      const labels = async (text: string): Promise<readonly string[]> =>
        (await server.complete(file, text, text.split('\n').length, 1)).map(({ label }) => label)
      const inEmpty = await labels(header)
      expect(inEmpty.map((label) => label.split(' ')[0])).toEqual(['replicas', 'memory', 'storage'])
      expect((await labels(patch('/spec/replicas', 3))).toSorted()).toEqual(
        ['- (array item) object', ...inEmpty].toSorted(),
      )
    })
  })

  it('explains what a quantity is', async () => {
    const problems = await server.diagnose(typed, patch(`${container}/resources/limits/memory`, '20Gb'))
    expect(problems).toEqual([
      { line: 6, message: expect.stringMatching(/^Write a quantity, such as 500m, 2 or 20Gi\./) },
    ])
  })

  it.each<[what: string, text: string, line: number, column: number, expected: readonly RegExp[]]>([
    [
      'a path, with the line that sets it today',
      patch('/spec/replicas', 3),
      5,
      16,
      [
        /Today 3, set by environments\/blue\/patches\/replicas\.yaml:\d+/,
        /^An integer from 0\./m,
        /desired number of replicas/,
      ],
    ],
    [
      'a value of the base, with the line that sets it',
      patch(`${container}/args/[--log.level]`, '--log.level=debug'),
      6,
      14,
      [/In the base: --log\.level=[a-z]+, set by base\/components\/database\.ts:\d+/],
    ],
    ['a value', patch('/spec/replicas', 3), 6, 14, [/^An integer from 0\./m, /desired number of replicas/]],
    [
      'a path with a reference as value',
      patch('/spec/replicas', { $value: 'count' }),
      5,
      16,
      [/^#### Today 3, set by /],
    ],
    [
      'a quantity',
      patch(`${container}/resources/limits/memory`, '3Gi'),
      6,
      14,
      [/^A quantity of bytes: 512Mi/m, /maximum amount of compute resources/],
    ],
    [
      'a field within a value',
      patch(`${container}/resources`, { limits: { cpu: 1 } }),
      6,
      26,
      [/^A quantity of CPU in cores/m],
    ],
    ['a choice', patch('/spec/podManagementPolicy', 'Parallel'), 5, 16, [/OrderedReady/, /Parallel/]],
  ])('describes %s', async (_, text, line, column, expected) => {
    const shown = await server.hover(typed, text, line, column)
    for (const pattern of expected) expect(shown).toMatch(pattern)
    expect(shown).not.toContain('/spec/')
  })

  it('offers first what the policy allows, and then what patches usually change', async () => {
    const offers = await server.complete(typed, patch('', 3), 5, 13)
    const sorted = offers.toSorted((a, b) => (a.sortText < b.sortText ? -1 : 1)).map(({ text }) => text)
    expect(sorted.slice(0, 2)).toEqual(['/spec/replicas', `${container}/resources/limits/memory`])
    const last = offers.filter(({ detail }) => !detail.startsWith('not by patches')).map(({ text }) => text)
    expect(new Set(sorted.slice(0, last.length))).toEqual(new Set(last))
    expect(sorted[last.length]).toMatch(/\/(?:args|image|env|annotations|labels)/)
  })

  // The policy of the fixture allows neither a new argument nor another image.
  it('offers in an empty file patches that are right as they are', async () => {
    const offers = await server.complete(typed, header, 2, 1)
    expect(offers.map(({ label }) => label.split(' ')[0])).toEqual(['replicas', 'memory', 'storage'])
    for (const { text } of offers) {
      const inserted = `${header}${text.replace(/\$\{1:([^}]*)\}/g, '$1')}\n`
      expect(renderProblems(inserted)).toEqual([])
      expect(await server.diagnose(typed, inserted)).toEqual([])
    }
  })

  it('completes the paths of a target, with type and value', async () => {
    const text = `${header}- target: {kind: StatefulSet, name: database}\n  patch:\n    - op: replace\n      path: /spec/\n`
    const offers = await server.complete(typed, text, 5, 19)
    expect(offers).toContainEqual(expect.objectContaining({ text: '/spec/replicas', detail: 'int32; base: 2' }))
    expect(offers.map(({ text }) => text)).toContain(
      '/spec/template/spec/containers/[name=database]/args/[--log.level]',
    )
    expect(offers.map(({ text }) => text)).not.toContain('/spec/minReadySeconds')
  })

  it('completes for add the fields that the object lacks', async () => {
    const text = `${header}- target: {kind: StatefulSet, name: database}\n  patch:\n    - op: add\n      path: /spec/\n`
    const offers = await server.complete(typed, text, 5, 19)
    expect(offers.map(({ text }) => text)).toEqual(
      expect.arrayContaining([
        '/spec/minReadySeconds',
        '/spec/template/spec/tolerations',
        '/spec/template/spec/containers/[name=database]/startupProbe',
      ]),
    )
  })

  const limits = '/spec/template/spec/containers/[name=database]/resources/limits'
  const withValue = (value: string, path = '/spec/replicas'): string =>
    `${header}- target: {kind: StatefulSet, name: database}\n  patch:\n    - op: add\n      path: ${path}\n      value: ${value}\n`

  it.each([
    ['a reference', withValue('{$value: count}'), []],
    ['a reference inside a value', withValue('{cpu: 1, memory: {$value: count, suffix: Gi}}', limits), []],
    ['a reference to an unknown value', withValue('{$value: cuont}'), [6]],
    ['the same inside a value', withValue('{cpu: 1, memory: {$value: cuont, suffix: Gi}}', limits), [6]],
    ['a reference with an unknown key', withValue('{$value: zone, default: a}'), [6]],
    ['a wrong value without a reference', withValue('{count: 3}'), [6]],
  ])('checks %s', async (_, text, lines) => {
    expect((await server.diagnose(typed, text)).map(({ line }) => line)).toEqual(lines)
  })

  it('completes the names of values', async () => {
    const offers = await server.complete(typed, withValue('{$value: }'), 6, 23)
    expect(offers.map(({ text }) => text)).toEqual(expect.arrayContaining(['count', 'zone', 'cluster']))
  })

  it('completes the names of targets of a kind', async () => {
    const offers = await server.complete(typed, `${header}- target:\n    kind: StatefulSet\n    name: \n`, 4, 11)
    expect(offers.map(({ text }) => text)).toEqual(expect.arrayContaining(['database', 'backup']))
    expect(offers.map(({ text }) => text)).not.toContain('web')
  })

  it.each(names)('of %s is smaller than 5 kB, because it refers to schemas that environments share', (name) => {
    expect(statSync(join(scratch, 'environments', name, patchesSchemaFile)).size).toBeLessThan(5000)
  })

  it('of all environments is smaller than 1.8 MB', () => {
    // Environments with objects of their own also have the kinds of all CRDs.
    const files = readdirSync(join(scratch, schemasFolder)).filter((file) => !file.startsWith('resources.'))
    const sizes = files.map((file) => statSync(join(scratch, schemasFolder, file)).size)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(1_800_000)
  })
})
