import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Failure, labelOf, type Origin, type Place, readYaml, type YamlFile } from '@thanos-gitops/manifest'
import { fixtureFolder } from '@thanos-gitops/testing'
import { base } from '@thanos-gitops/testing/base'
import { describe, expect, it } from 'vitest'
import { type EnvironmentFiles, environmentNames, readEnvironmentFiles } from '../environment/environment-files.ts'
import { createRenderer } from '../render.ts'
import { type ExplainedManifest, explainer } from './index.ts'

const render = createRenderer(base)
const explain = explainer(fixtureFolder, base)
const typed = 'environments/blue/patches/typed.yaml'

/** The explained manifests of an environment of the fixture, with one more patch file without a policy. */
function explainedWith(name: string, patches = ''): readonly ExplainedManifest[] {
  const { policy: _, ...files } = readEnvironmentFiles(fixtureFolder, name) as EnvironmentFiles
  const all = { ...files, patches: [...files.patches, readYaml(typed, patches) as YamlFile] }
  const rendered = render(all)
  if (!('manifests' in rendered)) throw new Failure(rendered)
  return explain(all, rendered)
}

/** Each origin of a field as its layer, the line that its place names, and its value or note. */
function originsOf(label: string, pointer: string, patches = '', environment = 'blue'): readonly unknown[] {
  const manifest = explainedWith(environment, patches).find(({ object }) => labelOf(object) === label)!
  return manifest.origins(pointer).map((origin) => summary(origin, patches))
}

const summary = ({ layer, place, value, note }: Origin, patches: string): unknown => [
  layer,
  lineAt(place, patches),
  value ?? note,
]

function lineAt({ file, line }: Place, patches = ''): string | undefined {
  const content = file === typed ? patches : readFileSync(join(fixtureFolder, file), 'utf8')
  return content.split('\n')[line! - 1]?.trim()
}

const database = '- target: {kind: StatefulSet, name: database}\n  patch:\n'
const args = '/spec/template/spec/containers/0/args'

describe.each(environmentNames(fixtureFolder))('explainer, in environment %s', (name) => {
  it('finds an existing source line for each line of each manifest', () => {
    const manifests = explainedWith(name)
    expect(manifests.length).toBeGreaterThan(10)
    for (const manifest of manifests)
      for (const { text, origins, key = [] } of manifest.lines()) {
        expect(origins.length, `${manifest.file}: ${text}`).toBeGreaterThan(0)
        for (const place of [...origins.map((origin) => origin.place), ...key]) expect(lineAt(place), text).toBeTruthy()
      }
  })
})

describe('explainer', () => {
  it.each<[what: string, label: string, pointer: string, expected: readonly unknown[]]>([
    [
      'a field that a patch replaces',
      'StatefulSet/database',
      '/spec/replicas',
      [
        ['patch', 'value: 3', 3],
        ['base', 'replicas: 2,', 2],
      ],
    ],
    [
      'an argument from a shared list',
      'StatefulSet/database',
      `${args}/2`,
      [
        [
          'base',
          "export const drain = ['--http-grace-period=45s', '--grpc-grace-period=45s']",
          '--http-grace-period=45s',
        ],
      ],
    ],
    [
      'a setting',
      'StatefulSet/database',
      '/metadata/namespace',
      [
        ['setting', 'namespace: shop', 'shop'],
        ['base', "const namespace = setting('namespace')", '{namespace}'],
      ],
    ],
    [
      'an image that the environment overrides',
      'StatefulSet/database',
      '/spec/template/spec/containers/0/image',
      [
        ['image', 'newName: mirror.example.net/database', 'mirror.example.net/database:v1.4.0'],
        [
          'base',
          "export const databaseImage = 'registry.example.com/shop/database:v1.4.0'",
          'registry.example.com/shop/database:v1.4.0',
        ],
      ],
    ],
    [
      'a quantity in its canonical form',
      'StatefulSet/database',
      '/spec/template/spec/containers/0/resources/requests/cpu',
      [
        ['renderer', 'value: 2000m', '2'],
        ['patch', 'value: 2000m', '2000m'],
        ['base', "resources: { requests: { cpu: '250m', memory: '1Gi' }, limits: { memory: '2Gi' } },", '250m'],
      ],
    ],
    [
      'a field of a document',
      'ConfigMap/database',
      '/data/database.yaml/global/snapshot_interval',
      [
        ['patch', 'value: 1m', '1m'],
        ['base', "global: { snapshot_interval: '30s', labels: { cluster: setting('cluster') } },", '30s'],
      ],
    ],
  ])('finds the origins of %s', (_, label, pointer, expected) => {
    expect(originsOf(label, pointer)).toEqual(expected)
  })

  it('finds the origins of a content hash', () => {
    expect(originsOf('StatefulSet/database', '/spec/template/metadata/annotations/checksum~1database')).toEqual([
      ['renderer', expect.stringContaining('contentHash(configMap)'), expect.stringMatching(/^[0-9a-f]{16}$/)],
      ['base', expect.stringContaining('contentHash(configMap)'), '{hash:database}'],
    ])
  })

  it('finds the origins of a setting that the environment leaves to its default', () => {
    expect(originsOf('Deployment/web', `${args}/1`, '', 'tiny')).toContainEqual([
      'setting',
      'apiVersion: thanos-gitops/v1',
      '--database=database.shop.svc.cluster.local:9000',
    ])
  })

  it('finds the origins of a field that a patch removes and another adds again', () => {
    const patches = `${database}    - {op: remove, path: /spec/replicas}\n    - {op: add, path: /spec/replicas, value: 5}\n`
    expect(originsOf('StatefulSet/database', '/spec/replicas', patches)).toEqual([
      ['patch', '- {op: add, path: /spec/replicas, value: 5}', 5],
      ['patch', '- {op: remove, path: /spec/replicas}', 'remove'],
      ['patch', 'value: 3', 3],
      ['base', 'replicas: 2,', 2],
    ])
  })

  it('finds the origins of list elements that other operations shift', () => {
    const patches = `${database}    - {op: remove, path: ${args}/0}\n    - {op: add, path: ${args}/1, value: --new}\n`
    const originOf = (index: number): unknown => originsOf('StatefulSet/database', `${args}/${index}`, patches)[0]
    expect(originOf(0)).toEqual(['base', "'--log.level=info',", '--log.level=info'])
    expect(originOf(1)).toEqual(['patch', `- {op: add, path: ${args}/1, value: --new}`, '--new'])
    expect(originOf(2)).toEqual(['base', expect.stringContaining('drain'), '--http-grace-period=45s'])
  })

  it.each(['copy', 'move'])('finds the origins of the target of %s', (op) => {
    const operation = `- {op: ${op}, from: ${args}/1, path: ${args}/0}`
    expect(originsOf('StatefulSet/database', `${args}/0`, `${database}    ${operation}\n`)).toEqual([
      ['patch', operation, '--log.level=info'],
      ['base', "'--log.level=info',", '--log.level=info'],
    ])
  })

  it('finds the origins of fields inside an added object', () => {
    const patches = `${database}    - op: add\n      path: /spec/updateStrategy\n      value:\n        type: RollingUpdate\n        rollingUpdate:\n          partition: 1\n`
    expect(originsOf('StatefulSet/database', '/spec/updateStrategy/rollingUpdate/partition', patches)).toEqual([
      ['patch', 'partition: 1', 1],
    ])
  })

  it('finds the origins of the nearest parent when the field does not exist', () => {
    expect(originsOf('StatefulSet/database', '/spec/replicas/x')).toEqual(
      originsOf('StatefulSet/database', '/spec/replicas'),
    )
  })

  it('returns the image before an override, and whether a patch wrote to the object', () => {
    const image = '/spec/template/spec/containers/0/image'
    const imageBefore = 'registry.example.com/shop/database:v2'
    const patches = `${database}    - {op: replace, path: ${image}, value: ${imageBefore}}\n`
    const one = (text: string) =>
      explainedWith('blue', text).find(({ object }) => labelOf(object) === 'StatefulSet/database')!
    expect(one('').originalImage(image)).toBe('registry.example.com/shop/database:v1.4.0')
    expect(one(patches).originalImage(image)).toBe(imageBefore)
    expect(one(patches).originalImage('/spec/replicas')).toBeUndefined()
    const patched = explainedWith('blue').map((manifest) => [labelOf(manifest.object), manifest.isPatched()])
    expect(patched).toContainEqual(['StatefulSet/database', true])
    expect(patched.some(([, isPatched]) => isPatched === false)).toBe(true)
  })

  it('shares the sources of what environments have in common, and only these', () => {
    const patches = `${database}    - {op: add, path: ${args}/-, value: --new}\n    - {op: remove, path: /spec/replicas}\n`
    const plain = explainedWith('blue').find(({ object }) => labelOf(object) === 'StatefulSet/database')!
    const patched = explainedWith('blue', patches).find(({ object }) => labelOf(object) === 'StatefulSet/database')!
    for (const [pointer, isShared] of [
      ['/kind', true],
      ['/spec/template/spec/containers/0/name', true],
      [`${args}/0`, true],
      ['/metadata/namespace', false],
      ['/spec/template/spec/containers/0/image', false],
    ] as const)
      expect(patched.origins(pointer) === plain.origins(pointer), pointer).toBe(isShared)
    // The writes of the second one are not in the history of the first one.
    expect(plain.origins('/spec/replicas').map(({ layer }) => layer)).toEqual(['patch', 'base'])
    expect(plain.lines().some(({ text }) => text.includes('--new'))).toBe(false)
  })
})
