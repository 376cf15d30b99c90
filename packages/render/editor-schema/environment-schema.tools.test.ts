// What a person sees in an editor with the YAML language server while editing environment.yaml.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { integrations } from '../alerting/testing/integrations.ts'
import { layerSchemaFile } from '../layers/layer-settings.ts'
import { createRenderer, type RenderedEnvironment } from '../render.ts'
import { type LanguageServer, startLanguageServer } from '../testing/language-server.ts'
import { exampleBase, exampleFiles, yamlFile } from '../testing/small-stack.ts'
import { environmentSchemaFile, layerResourcesSchema, resourcesSchemaFile, schemaWriter } from './index.ts'

const timeout = 120_000
const root = mkdtempSync(join(tmpdir(), 'environment-schema-'))
const folder = join(root, 'environments/blue')
const layerFolder = join(root, 'environments/layers/eu')
const header = `# yaml-language-server: $schema=${environmentSchemaFile}
apiVersion: thanos-gitops/v1
kind: Environment
cluster: eu-1
kubernetesVersion: "1.36"
namespace: kube-monitor
delivery: flux
`
const settings = `${header}objectStorage: rook\n`
const receiver = (lines: string): string => `${settings}alerting:\n  receivers:\n    - name: a\n${lines}`

let server: LanguageServer
beforeAll(async () => {
  mkdirSync(folder, { recursive: true })
  mkdirSync(layerFolder, { recursive: true })
  const resource = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: {$value: zone}}\n'
  const rendered = createRenderer(exampleBase)({
    ...exampleFiles({ settings: `${settings}layers: [eu]\nvalues: {zone: a}\n` }),
    resources: [yamlFile('environments/blue/resources/a.yaml', resource)],
  }) as RenderedEnvironment
  await schemaWriter(root).write(rendered)
  const { file, text } = layerResourcesSchema('eu', [rendered.environment, { ...rendered.environment, values: {} }])
  writeFileSync(join(root, file), text())
  server = await startLanguageServer()
}, timeout)
afterAll(async () => {
  await server.stop()
  rmSync(root, { recursive: true })
})

let files = 0
const diagnose = async (text: string): Promise<readonly string[]> =>
  (await server.diagnose(join(folder, `${files++}.yaml`), text)).map(({ line, message }) => `${line}: ${message}`)

describe('the schema of environment.yaml', { timeout }, () => {
  it.each(Object.entries(integrations))('accepts %s', async (kind, { valid }) => {
    expect(await diagnose(receiver(`      ${kind}: [${valid}]\n`))).toEqual([])
  })

  it('accepts the template of an environment', async () => {
    for (const name of ['production', 'staging']) {
      const text = readFileSync(
        join(import.meta.dirname, `../../../scripts/templates/environments/cluster/environment.yaml`),
        'utf8',
      )
      const others = /: "(thanos|alertmanager)|not accepted/
      expect((await diagnose(text.replaceAll('NAME', name))).filter((problem) => !others.test(problem))).toEqual([])
    }
  })

  it('accepts an environment without a bucket that names all of its components', async () => {
    expect(await diagnose(`${header}requiredComponents: false\ncomponents: [store]\n`)).toEqual([])
  })

  it.each<[string, string, RegExp]>([
    ['a missing object storage', header, /Missing property "objectStorage"/],
    ['an unknown key', `${settings}alertng: {}\n`, /^9: Property alertng is not allowed/],
    ['an unknown kind of receiver', receiver('      slak_configs: []\n'), /^12: Property slak_configs is not allowed/],
    [
      'an unknown field',
      receiver('      slack_configs:\n        - chanel: a\n'),
      /^13: Property chanel is not allowed/,
    ],
    ['a list as a mapping', receiver('      slack_configs: {}\n'), /^12: Incorrect type/],
    ['a wrong namespace', settings.replace('kube-monitor', 'Monitor'), /^6: The value must be a DNS label/],
    ['a wrong name of a component', `${settings}components: [Thanos Rule]\n`, /^9: The value must be a DNS label/],
    ['an unknown object storage', `${header}objectStorage: s3\n`, /^8: /],
    ['a text as laptop', `${settings}laptop: maybe\n`, /^9: Incorrect type/],
  ])('marks %s', async (_, text, problem) => {
    expect(await diagnose(text)).toEqual([expect.stringMatching(problem)])
  })

  it('completes kinds of receivers, their fields and references', async () => {
    const offers = async (text: string): Promise<readonly string[]> => {
      const lines = text.split('\n')
      const found = await server.complete(join(folder, `${files++}.yaml`), text, lines.length, lines.at(-1)!.length + 1)
      return found.map((offer) => offer.text.split(':')[0]!)
    }
    expect(await offers(receiver('      '))).toEqual(expect.arrayContaining(Object.keys(integrations)))
    expect(await offers(receiver('      slack_configs:\n        - '))).toEqual(
      expect.arrayContaining(['channel', 'api_url', 'http_config']),
    )
    expect(await offers(receiver('      slack_configs:\n        - api_url:\n            '))).toEqual(
      expect.arrayContaining(['key', 'secret']),
    )
  })
})

describe('the schema of layer.yaml', { timeout }, () => {
  const head = `# yaml-language-server: $schema=${layerSchemaFile}\napiVersion: thanos-gitops/v1\nkind: Layer\n`
  const diagnoseLayer = async (lines: string): Promise<readonly string[]> =>
    (await server.diagnose(join(layerFolder, `${files++}.yaml`), head + lines)).map(
      ({ line, message }) => `${line}: ${message}`,
    )

  it.each([
    ['settings', 'retention: 30d\ncomponents: [rule]\nvalues: {zone: a}\n'],
    [
      'references to values',
      'retention: {$value: time}\nexternalUrls: {query: {$value: cluster, prefix: "https://"}}\n',
    ],
    [
      'receivers',
      'alerting:\n  receivers:\n    - name: chat\n      slack_configs: [{channel: "#a", api_url: {key: a}}]\n',
    ],
  ])('accepts %s', async (_, lines) => {
    expect(await diagnoseLayer(lines)).toEqual([])
  })

  it.each([
    ['a setting of one cluster', 'cluster: eu-1\n', /^4: Property cluster is not allowed/],
    ['a wrong value', 'zones: many\n', /^4: Incorrect type/],
  ])('marks %s', async (_, lines, problem) => {
    expect(await diagnoseLayer(lines)).toEqual([expect.stringMatching(problem)])
  })

  it('accepts an environment that has its bucket from a layer', async () => {
    expect(await diagnose(`${header}layers: [eu]\nvalues: {zone: a, count: 3}\n`)).toEqual([])
  })
})

describe('the schema of the files in resources/', { timeout }, () => {
  const head = `# yaml-language-server: $schema=../${resourcesSchemaFile}\n`
  const inFolder = (parent: string): string => join(parent, 'resources', `${files++}.yaml`)
  const lines = async (text: string, parent = folder): Promise<readonly number[]> =>
    (await server.diagnose(inFolder(parent), head + text)).map(({ line }) => line)
  const configMap = (data: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: ${data}\n`
  const service = (spec: string): string => `apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: ${spec}\n`

  it.each([
    ['an object', service('{ports: [{port: 80}]}'), []],
    ['a structured document', configMap('{a.yaml: {days: 400}}'), []],
    ['a reference', configMap('{a: {$value: zone, prefix: eu-}}'), []],
    ['an object of another CRD', 'apiVersion: example.com/v1\nkind: Shop\nmetadata: {name: a}\nspec: {size: 3}\n', []],
    ['an unknown field', service('{prots: []}'), [5]],
    ['a wrong type', service('{ports: [{port: http}]}'), [5]],
    ['an unknown value', configMap('{a: {$value: ezno}}'), [5]],
    ['an unknown kind of Kubernetes', 'apiVersion: apps/v1\nkind: Deploymnt\nmetadata: {name: a}\n', [3]],
  ])('checks %s', async (_, text, expected) => expect(await lines(text)).toEqual(expected))

  it('accepts in a layer the values that all of its environments have', async () => {
    expect(await lines(configMap('{a: {$value: cluster}}'), layerFolder)).toEqual([])
    expect(await lines(configMap('{a: {$value: zone}}'), layerFolder)).toEqual([5])
    expect(await lines(service('{prots: []}'), layerFolder)).toEqual([5])
  })

  it('offers in an empty file objects that are right as they are', async () => {
    for (const parent of [folder, layerFolder]) {
      const offers = await server.complete(inFolder(parent), head, 2, 1)
      const objects = offers.filter(({ label }) => ['ConfigMap', 'Service'].includes(label))
      expect(objects.length).toBe(2)
      expect(offers.map(({ label }) => label).filter((label) => /json|^\d|\$/.test(label))).toEqual([])
      for (const { text } of objects) expect(await lines(text.replaceAll('${1:name}', 'a'), parent)).toEqual([])
    }
  })

  it('completes kinds and the names of values', async () => {
    const offers = async (text: string, line: number, column: number): Promise<readonly string[]> =>
      (await server.complete(inFolder(folder), head + text, line, column)).map((offer) => offer.text)
    expect(await offers('apiVersion: v1\nkind: \n', 3, 7)).toContain('ConfigMap')
    expect(await offers(configMap('{a: {$value: }}'), 5, 20)).toEqual(expect.arrayContaining(['zone', 'cluster']))
  })
})
