import { Failure } from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import { createRenderer, type RenderedEnvironment } from '../render.ts'
import { type ExampleContent, exampleBase, exampleFiles, exampleSettings } from '../testing/small-stack.ts'
import { type Promotion, promote } from './promote.ts'
import type { PromotionSide } from './promotion-side.ts'
import { tidyPatches } from './tidy.ts'

const header = '# yaml-language-server: $schema=../patches.schema.json\n'

function tidied(patches: string): string {
  const file = 'environments/blue/patches/replicas.yaml'
  const sources = new Map([
    ['environments/blue/environment.yaml', exampleSettings],
    [file, patches],
  ])
  return tidyPatches(exampleBase, exampleFiles({ patches }), sources).sources.get(file)!
}

describe('tidy', () => {
  it('removes operations without effect, and keeps the comments and the format of the rest', () => {
    const patches = `${header}# Why this file is here.
- target: {kind: StatefulSet, name:   thanos-store}   # unchanged
  patch:
    # Why two.
    - op: replace
      path: /spec/replicas
      value: 2
    # Why the limit.
    - op:   replace
      path: /spec/template/spec/containers/0/resources/limits/memory # unchanged
      value: "2Gi"
- target: {kind: StatefulSet, name: thanos-rule}
  patch:
    - op: replace
      path: /spec/replicas
      value: 5
- target: {kind: Deployment, name: thanos-query}
  patch:
    - {op: replace, path: /spec/replicas, value: 3}
    # The last word.
    - {op: replace, path: /spec/replicas, value: 4}
`
    expect(tidied(patches)).toBe(`${header}# Why this file is here.
- target: {kind: StatefulSet, name:   thanos-store}   # unchanged
  patch:
    # Why the limit.
    - op:   replace
      path: /spec/template/spec/containers/0/resources/limits/memory # unchanged
      value: "2Gi"
- target: {kind: Deployment, name: thanos-query}
  patch:
    # The last word.
    - {op: replace, path: /spec/replicas, value: 4}
`)
  })

  const one = (...operations: readonly string[]): string =>
    `- target: {kind: StatefulSet, name: thanos-store}\n  patch:\n${operations.map((operation) => `    - ${operation}\n`).join('')}`
  const memory = '/spec/template/spec/containers/0/resources/limits/memory'
  it.each([
    [
      'remove and add become replace',
      [`{op: remove, path: ${memory}}`, `{op: add, path: ${memory}, value: 2Gi}`],
      [`{op: replace, path: ${memory}, value: 2Gi}`],
    ],
    [
      'add and replace become add',
      ['{op: add, path: /spec/minReadySeconds, value: 1}', '{op: replace, path: /spec/minReadySeconds, value: 2}'],
      ['{op: add, path: /spec/minReadySeconds, value: 2}'],
    ],
  ])('merges operations: %s', (_, before, after) => {
    expect(tidied(one(...before))).toBe(one(...after))
  })

  it('removes an add with its remove, and a patch without other operations', () => {
    expect(
      tidied(
        `${header}${one('{op: add, path: /spec/minReadySeconds, value: 1}', '{op: remove, path: /spec/minReadySeconds}')}`,
      ),
    ).toBe(header)
  })
})

const policy = `  - path: /spec/replicas
    range: 1..4
  - path: /spec/template/spec/containers/*/args/*
    promote: true
  - path: /spec/minReadySeconds
    range: 0..30
    promote: true
`

const side = (name: string, content: ExampleContent): PromotionSide => {
  const files = exampleFiles({ policy, ...content }, name)
  const rendered = createRenderer(exampleBase)(files)
  if (!('manifests' in rendered)) throw new Failure(rendered)
  return {
    files,
    rendered: rendered satisfies RenderedEnvironment,
    sources: new Map([
      [`environments/${name}/environment.yaml`, content.settings ?? exampleSettings],
      [`environments/${name}/patches/replicas.yaml`, content.patches ?? ''],
    ]),
  }
}

const promoted = (from: ExampleContent, to: ExampleContent, component?: string): Promotion =>
  promote(side('green', from), side('blue', to), component)
const patchesAfter = ({ sources }: Promotion): string => sources.get('environments/blue/patches/replicas.yaml')!
const settingsAfter = ({ sources }: Promotion): string => sources.get('environments/blue/environment.yaml')!

const store = '- target: {kind: StatefulSet, name: thanos-store}\n  patch:\n'
const replicas = '    # Ours.\n    - op: replace\n      path: /spec/replicas\n      value: 3\n'
const level = (value: string, comment = ''): string =>
  `${comment}    - op: replace\n      path: /spec/template/spec/containers/0/args/[--log.level]\n      value: --log.level=${value}\n`

describe('promote', () => {
  it('sets the value of a patch that both have, and keeps the patches of the target', () => {
    const after = promoted(
      { patches: store + level('debug') },
      { patches: `${header}# Top.\n${store}${replicas}${level('warn', '    # Why.\n')}` },
    )
    expect(patchesAfter(after)).toBe(`${header}# Top.\n${store}${replicas}${level('debug', '    # Why.\n')}`)
  })

  it('adds a patch that the target lacks below the same target, with its comment', () => {
    const after = promoted({ patches: `${store}${level('debug', '    # Why.\n')}` }, { patches: store + replicas })
    expect(patchesAfter(after)).toBe(`${store}${replicas}${level('debug', '    # Why.\n')}`)
  })

  it('adds a target that the file lacks', () => {
    expect(patchesAfter(promoted({ patches: store + level('debug') }, { patches: header }))).toBe(
      `${header}${store}${level('debug')}`,
    )
  })

  it('removes a patch that only the target has, so that both have the value of the base', () => {
    expect(patchesAfter(promoted({}, { patches: `${store}${replicas}${level('debug')}` }))).toBe(`${store}${replicas}`)
  })

  it('does not promote a field that the policy does not mark', () => {
    expect(patchesAfter(promoted({ patches: store + replicas }, { patches: '' }))).toBe('')
  })

  it('promotes only the component that is named', () => {
    const query = '- target: {kind: Deployment, name: thanos-query}\n  patch:\n'
    expect(
      patchesAfter(
        promoted({ patches: `${store}${level('debug')}${query}${level('warn')}` }, { patches: header }, 'query'),
      ),
    ).toBe(`${header}${query}${level('warn')}`)
  })

  it('skips an object that the target lacks, and reports it', () => {
    const settings = `${exampleSettings}components: [rule]\n`
    const { sources, skipped } = promoted(
      { settings, patches: `- target: {kind: StatefulSet, name: thanos-rule}\n  patch:\n${level('debug')}` },
      {},
    )
    expect(sources.get('environments/blue/patches/replicas.yaml')).toBe('')
    expect(skipped).toEqual(['blue does not have StatefulSet/thanos-rule.'])
  })

  it('promotes tags and digests of images, and keeps registries', () => {
    const after = promoted(
      {
        settings: `${exampleSettings}images:\n  - name: example.com/thanos-store\n    newTag: "2.0"\n  - name: example.com/thanos-query\n    newTag: v3\n`,
      },
      {
        settings: `${exampleSettings}# Why.\nimages:\n  - name: example.com/thanos-store # ours\n    newName: mirror.example.com/store\n`,
      },
    )
    expect(settingsAfter(after)).toBe(
      `${exampleSettings}# Why.\nimages:\n  - name: example.com/thanos-store # ours\n    newName: mirror.example.com/store\n    newTag: "2.0"\n  - name: example.com/thanos-query\n    newTag: v3\n`,
    )
  })

  it('removes an image tag that the source lacks', () => {
    const settings = `${exampleSettings}images:\n  - name: example.com/thanos-store\n    newTag: v2\n`
    expect(settingsAfter(promoted({}, { settings }))).toBe(exampleSettings)
  })

  it('refuses a value that the policy of the target forbids, with the line of the policy', () => {
    const ready = `${store}    - {op: add, path: /spec/minReadySeconds, value: 20}\n`
    const own = `${exampleSettings}policy:\n  - {path: /spec/minReadySeconds, range: 0..10}\n`
    const attempt = (): Promotion => promoted({ patches: ready }, { settings: own })
    expect(attempt).toThrow(Failure)
    expect(attempt).toThrow(/environments\/blue\/environment.yaml:9:12/)
  })

  it('changes nothing when it is repeated', () => {
    const from = {
      patches: store + level('debug'),
      settings: `${exampleSettings}images:\n  - name: example.com/thanos-store\n    newTag: v2\n`,
    }
    const once = promoted(from, { patches: store + replicas })
    const twice = promoted(from, { patches: patchesAfter(once), settings: settingsAfter(once) })
    expect(patchesAfter(twice)).toBe(patchesAfter(once))
    expect(settingsAfter(twice)).toBe(settingsAfter(once))
  })
})
