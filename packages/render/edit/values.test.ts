import { Failure } from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import { createRenderer, type RenderedEnvironment } from '../render.ts'
import { exampleBase, exampleFiles, exampleSettings, yamlFile } from '../testing/small-stack.ts'
import { moveToEnvironments, moveToLayer } from './move-operations.ts'
import { promote } from './promote.ts'
import type { PromotionSide } from './promotion-side.ts'
import { tidyPatches } from './tidy.ts'

const render = createRenderer(exampleBase)
const policy = '  - {path: /spec/replicas, promote: true}\n'
const patch = (value: string): string =>
  `- target: {kind: Deployment, name: thanos-query}\n  patch:\n    - op: replace\n      path: /spec/replicas\n      value: ${value} # of the zone\n`
const own = (name: string): string => `environments/${name}/patches/replicas.yaml`
const layerFile = 'environments/layers/eu/patches/replicas.yaml'

function side(name: string, values: string, patches: string): PromotionSide {
  const settings = `${exampleSettings}${values}`
  const layers = [{ name: 'eu', patches: [yamlFile(layerFile, '')], resources: [] }]
  const files = { ...exampleFiles({ patches, settings, policy }, name), layers }
  const rendered = render(files)
  if (!('manifests' in rendered)) throw new Failure(rendered)
  const sources = new Map([
    [`environments/${name}/environment.yaml`, settings],
    [own(name), patches],
  ])
  return { files, rendered, sources }
}

const query = ({ manifests }: RenderedEnvironment): unknown =>
  manifests.find(({ file }) => file === 'thanos-query.deployment.yaml')!.object

describe('promote', () => {
  const staging = side('staging', 'values: {count: 3}\n', patch('{$value: count}'))

  it('copies the reference, and the target has its own value', () => {
    const { sources, rendered } = promote(staging, side('blue', 'values: {count: 5}\n', patch('4')))
    expect(sources.get(own('blue'))).toBe(patch('{$value: count}'))
    expect(query(rendered)).toMatchObject({ spec: { replicas: 5 } })
  })

  it('refuses a reference to a value that the target does not declare', () => {
    const refused = () => promote(staging, side('blue', '', patch('4')))
    expect(refused).toThrow('environment.yaml does not declare the value count.')
  })
})

describe('promote of images', () => {
  const image = (tag: string): string => `images: [{name: example.com/thanos-query, newTag: ${tag}}]\n`
  const withLayer = (one: PromotionSide, settings: string): PromotionSide => {
    const head = 'apiVersion: thanos-gitops/v1\nkind: Layer\n'
    const layer = { ...one.files.layers![0]!, settings: yamlFile('environments/layers/eu/layer.yaml', head + settings) }
    const files = { ...one.files, layers: [layer] }
    return { ...one, files, rendered: render(files) as RenderedEnvironment }
  }

  it('does not change those that a layer sets', () => {
    const [from, to] = [side('staging', '', ''), side('blue', image('v2'), '')]
    const { sources, skipped } = promote(withLayer(from, image('v3')), to)
    expect(sources).toEqual(to.sources)
    expect(skipped).toEqual([expect.stringContaining('environments/layers/eu/layer.yaml sets images')])
  })
})

describe('operations with the same reference', () => {
  const [one, two] = [
    side('blue', 'values: {count: 3}\n', patch('{$value: count}')),
    side('green', 'values: {count: 4}\n', patch('{$value: count}')),
  ]
  const sources = new Map([...one.sources, ...two.sources, [layerFile, '']])
  const group = { layer: 'eu', environments: [one, two], sources }

  it('move to a layer and back, whatever their values are', () => {
    const moved = moveToLayer(exampleBase, group, 'blue', () => true)
    expect(moved.moved).toHaveLength(1)
    expect(moved.sources.get(layerFile)).toContain('value: {$value: count} # of the zone')
    expect(moved.sources.get(own('green'))).not.toContain('$value')
    const back = moveToEnvironments(exampleBase, { ...group, sources: moved.sources }, () => true)
    expect(back.moved).toHaveLength(1)
    expect(back.sources.get(own('green'))).toContain('{$value: count}')
  })
})

describe('tidy', () => {
  it('removes an operation whose value is that of the base', () => {
    const { files, sources } = side('blue', 'values: {count: 2}\n', patch('{$value: count}'))
    expect(tidyPatches(exampleBase, files, sources).sources.get(own('blue'))).not.toContain('$value')
  })
})
