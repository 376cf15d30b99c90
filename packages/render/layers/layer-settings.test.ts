import { type Finding, placeText, reportInto } from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import type { EnvironmentFiles } from '../environment/environment-files.ts'
import { createRenderer, type RenderedEnvironment } from '../render.ts'
import { exampleBase, exampleSettings, yamlFile } from '../testing/small-stack.ts'
import { resolveFiles } from '../values/resolve-files.ts'
import { deadSettingFindings, deadSettings } from './dead-settings.ts'
import { checkLayerSettings } from './layer-settings.ts'

const head = 'apiVersion: thanos-gitops/v1\nkind: Layer\n'
const required = exampleSettings.replace('objectStorage: rook\n', '')
const layerFileOf = (name: string): string => `environments/layers/${name}/layer.yaml`
const own = 'environments/blue/environment.yaml'

/** An environment that lists layers with these settings, in their order. */
const filesOf = (layers: Readonly<Record<string, string>>, settings: string, name = 'blue'): EnvironmentFiles => ({
  name,
  environment: yamlFile(`environments/${name}/environment.yaml`, required + settings),
  patches: [],
  layers: Object.entries(layers).map(([layer, lines]) => ({
    name: layer,
    settings: yamlFile(layerFileOf(layer), head + lines),
    patches: [],
    resources: [],
  })),
})

const render = (files: EnvironmentFiles): RenderedEnvironment | readonly Finding[] => createRenderer(exampleBase)(files)

function rendered(layers: Readonly<Record<string, string>>, settings: string, name?: string): RenderedEnvironment {
  const result = render(filesOf(layers, settings, name))
  if ('manifests' in result) return result
  throw new Error(result.map(({ message }) => message).join('\n'))
}

describe('the settings of layers', () => {
  it('apply in the order of the list, and the environment decides last', () => {
    const layers = { eu: 'objectStorage: rook\nzones: 3\nretention: 30d\n', large: 'zones: 4\ncomponents: [rule]\n' }
    const { environment } = rendered(layers, 'retention: 60d\n')
    expect(environment).toMatchObject({ objectStorage: 'rook', zones: 4, components: ['rule'] })
    expect(environment.retention?.raw).toBe('60d')
  })

  it('replace a value as a whole, except the names of values', () => {
    const layers = {
      eu: 'objectStorage: rook\ncomponents: [rule]\nvalues: {a: 1, b: 1, c: 1}\n',
      large: 'components: []\nvalues: {b: 2, c: 2}\n',
    }
    const { environment } = rendered(layers, 'values: {c: 3}\n')
    expect(environment).toMatchObject({ components: [], values: { a: 1, b: 2, c: 3 } })
  })

  it('can refer to values, whose line is named with that of the layer', () => {
    const bucket =
      'objectStorage: {provider: existing-secret, bucket: {$value: cluster, prefix: thanos-}, endpoint: {$value: host}}\n'
    const base = {
      ...exampleBase,
      objectStorage: { ...exampleBase.objectStorage, 'existing-secret': exampleBase.objectStorage.rook! },
    }
    const load = (host: string) => createRenderer(base)(filesOf({ eu: bucket }, `values: {host: ${host}}\n`))
    expect(load('s3.example.com')).toMatchObject({
      environment: { objectStorageSettings: { bucket: 'thanos-eu-1', endpoint: 's3.example.com' } },
    })
    const [problem] = load('"https://s3"') as readonly Finding[]
    expect(problem).toMatchObject({ place: { file: layerFileOf('eu'), line: 3 }, environments: ['blue'] })
    expect(problem!.message).toContain(`${own}:7:16 sets values.host.`)
  })

  it('have their own places', () => {
    const files = filesOf({ eu: 'objectStorage: rook\nretention: 30d\n' }, 'zones: 3\n')
    const { environment } = resolveFiles(files, reportInto([])).files
    expect(placeText(environment.place(['retention']))).toBe(`${layerFileOf('eu')}:4:12`)
    expect(placeText(environment.place(['zones']))).toBe(`${own}:7:8`)
    expect(render(filesOf({ eu: 'objectStorage: rook\nretention: 3 days\n' }, ''))).toMatchObject([
      { place: { file: layerFileOf('eu'), line: 4 }, environments: ['blue'] },
    ])
  })

  it.each([
    ['cluster: eu', 'A layer cannot set cluster: each cluster has a name of its own.'],
    ['source: v1.0.0', 'A layer cannot set source: it selects the revision that the layer is read from.'],
    ['layers: [us]', 'A layer cannot set layers: each environment lists its own'],
    ['policy: []', 'A layer cannot set policy: policy.yaml has the rules for several environments.'],
    ['retentoin: 30d', 'Unknown key retentoin.'],
  ])('are refused: %s', (line, message) => {
    const findings: Finding[] = []
    checkLayerSettings(yamlFile(layerFileOf('eu'), `${head}${line}\n`), findings)
    expect(findings).toEqual([
      expect.objectContaining({
        message: expect.stringContaining(message) as string,
        place: { file: layerFileOf('eu'), line: 3, column: 1 },
      }),
    ])
  })

  it('need apiVersion and kind', () => {
    const findings: Finding[] = []
    checkLayerSettings(yamlFile(layerFileOf('eu'), 'retention: 30d\n'), findings)
    expect(findings.map(({ remedy }) => remedy)).toEqual([
      'Add apiVersion, for example apiVersion: thanos-gitops/v1',
      'Add kind, for example kind: Layer',
    ])
  })
})

describe('a setting of a layer without effect', () => {
  const layers = { eu: 'objectStorage: rook\nretention: 30d\nvalues: {zone: a}\n' }
  const warnings = (...settings: readonly string[]): readonly string[] => {
    const environments = settings.map((lines, index) => rendered(layers, lines, `eu-${index}`))
    const dead = new Map(environments.map((one) => [one.environment.name, deadSettings(one)]))
    return deadSettingFindings(dead, new Map([['eu', [...dead.keys()]]])).map(
      ({ place, message }) => `${placeText(place!)} ${message}`,
    )
  }

  it('is a warning if every environment overrides it, or none refers to the value', () =>
    expect(warnings('retention: 60d\n', 'retention: 90d\n')).toEqual([
      `${layerFileOf('eu')}:4:1 Every environment that lists eu overrides retention: environments/eu-0/environment.yaml:7:1, environments/eu-1/environment.yaml:7:1.`,
      `${layerFileOf('eu')}:5:10 No environment that lists eu refers to values.zone.`,
    ]))

  it('is none if one environment uses it', () =>
    expect(warnings('retention: 60d\n', '')).toEqual([expect.stringContaining('values.zone')]))
})
