import { Failure, valueAt } from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import { createRenderer, type RenderedEnvironment } from '../render.ts'
import { exampleBase, exampleFiles, exampleSettings, yamlFile } from '../testing/small-stack.ts'
import type { PromotionSide } from './promotion-side.ts'
import { type RestartOptions, restart } from './restart.ts'

const file = 'environments/blue/patches/restarts.yaml'
const policy = `  - path:
      - /spec/template/metadata/annotations/**
      - /spec/replicas
`

function environmentWith(restarts?: string, others = '', rules = policy): PromotionSide {
  const files = exampleFiles({ patches: others, policy: rules })
  const all = restarts === undefined ? files : { ...files, patches: [...files.patches, yamlFile(file, restarts)] }
  return {
    files: all,
    rendered: createRenderer(exampleBase)(all) as RenderedEnvironment,
    sources: new Map([
      ['environments/blue/environment.yaml', exampleSettings],
      ['environments/blue/patches/replicas.yaml', others],
      ...(restarts === undefined ? [] : [[file, restarts] as const]),
    ]),
  }
}

const restarted = (environment: PromotionSide, options: Partial<RestartOptions> = {}) =>
  restart(exampleBase, environment, { workloads: ['thanos-store'], at: '2026-11-26T15:00:00Z', ...options })

const contentOf = (environment: PromotionSide, options: Partial<RestartOptions> = {}): string =>
  restarted(environment, options).sources.get(file)!

const annotationsOf = ({ rendered }: { readonly rendered: RenderedEnvironment }, name: string): unknown =>
  valueAt(rendered.manifests.find(({ object }) => object.metadata.name === name)?.object, [
    'spec',
    'template',
    'metadata',
    'annotations',
  ])

function messagesOf(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    if (error instanceof Failure) return error.findings.map((one) => `${one.message} ${one.remedy}`).join('\n')
    throw error
  }
  throw new Error('Nothing was refused.')
}

const annotated = `- target: {kind: StatefulSet, name: thanos-store}
  patch:
    - op: add
      path: /spec/template/metadata/annotations
      value: {checksum: a1}
`

describe('restart', () => {
  it('writes one patch for each workload, sorted', () => {
    expect(contentOf(environmentWith(), { workloads: ['thanos-store', 'thanos-query', 'thanos-compact'] })).toBe(
      `# yaml-language-server: $schema=../patches.schema.json
# \`npx thanos-gitops restart\` writes this file, sorted by workload. A new time restarts the pods. Without its entry, the pods of
# a workload restart as well: leave the entries.

- target: {kind: Deployment, name: thanos-query}
  patch:
    - op: add
      path: /spec/template/metadata/annotations
      value:
        thanos-gitops/restarted-at: "2026-11-26T15:00:00Z"
- target: {kind: StatefulSet, name: thanos-compact}
  patch:
    - op: add
      path: /spec/template/metadata/annotations
      value:
        thanos-gitops/restarted-at: "2026-11-26T15:00:00Z"
- target: {kind: StatefulSet, name: thanos-store}
  patch:
    - op: add
      path: /spec/template/metadata/annotations
      value:
        thanos-gitops/restarted-at: "2026-11-26T15:00:00Z"
`,
    )
  })

  it('adds keys to the annotations that another patch sets', () => {
    const environment = environmentWith(undefined, annotated)
    expect(contentOf(environment, { reason: 'yes' })).toContain(`    - op: add
      path: /spec/template/metadata/annotations/thanos-gitops~1restarted-at
      value: "2026-11-26T15:00:00Z"
    - op: add
      path: /spec/template/metadata/annotations/thanos-gitops~1restart-reason
      value: "yes"
`)
    expect(annotationsOf(restarted(environment, { reason: 'yes' }), 'thanos-store')).toEqual({
      checksum: 'a1',
      'thanos-gitops/restarted-at': '2026-11-26T15:00:00Z',
      'thanos-gitops/restart-reason': 'yes',
    })
  })

  it('replaces the time and removes the reason of an earlier restart, and keeps comments and other patches', () => {
    const before = `# Ours.

# The store.
- target: {kind: StatefulSet, name: thanos-store}
  patch:
    # Why: key rotation.
    - op: add
      path: /spec/template/metadata/annotations/thanos-gitops~1restarted-at # a note
      value: "2026-11-01T00:00:00Z"
    - op: add
      path: /spec/template/metadata/annotations/thanos-gitops~1restart-reason
      value: "keys"
    - {op: replace, path: /spec/replicas, value: 3}
`
    const content = contentOf(environmentWith(before, annotated), { workloads: ['thanos-store', 'thanos-query'] })
    expect(content).toBe(`# Ours.

- target: {kind: Deployment, name: thanos-query}
  patch:
    - op: add
      path: /spec/template/metadata/annotations
      value:
        thanos-gitops/restarted-at: "2026-11-26T15:00:00Z"
# The store.
- target: {kind: StatefulSet, name: thanos-store}
  patch:
    # Why: key rotation.
    - op: add
      path: /spec/template/metadata/annotations/thanos-gitops~1restarted-at # a note
      value: "2026-11-26T15:00:00Z"
    - {op: replace, path: /spec/replicas, value: 3}
`)
  })

  it('gives the same content when it is repeated', () => {
    const content = contentOf(environmentWith(), { workloads: 'all', reason: 'keys' })
    expect(contentOf(environmentWith(content), { workloads: 'all', reason: 'keys' })).toBe(content)
  })

  it('chooses all workloads with pods', () => {
    const stopped =
      '- target: {kind: StatefulSet, name: thanos-store}\n  patch: [{op: replace, path: /spec/replicas, value: 0}]\n'
    const { workloads } = restarted(environmentWith(undefined, stopped), { workloads: 'all' })
    expect(workloads.map(({ metadata }) => metadata.name)).toEqual(['thanos-query', 'thanos-compact'])
    expect(messagesOf(() => restarted(environmentWith(undefined, stopped)))).toContain(
      'StatefulSet/thanos-store of blue has no pods: replicas is 0.',
    )
  })

  it.each([
    ['thanos-stor', 'blue has no workload thanos-stor. Did you mean thanos-store?'],
    ['Deployment/thanos-store', 'blue has no workload Deployment/thanos-store. Did you mean StatefulSet/thanos-store?'],
    ['x-y-z', 'Workloads: Deployment/thanos-query, StatefulSet/thanos-compact, StatefulSet/thanos-store.'],
  ])('refuses the name %s', (name, expected) => {
    expect(messagesOf(() => restarted(environmentWith(), { workloads: [name] }))).toContain(expected)
  })

  it('reports the missing rule of a policy, with the rule to add', () => {
    const messages = messagesOf(() => restarted(environmentWith(undefined, '', '  - path: /spec/replicas\n')))
    expect(messages).toContain('blue does not accept the patch that restarts pods. Nothing was changed.')
    expect(messages).toContain('The policy does not allow patches to change /spec/template/metadata/annotations')
    expect(messages).toContain('  - path: /spec/template/metadata/annotations')
  })

  it('refuses a patch that another one overwrites', () => {
    const environment = environmentWith(undefined, '')
    const later = yamlFile(
      'environments/blue/patches/z.yaml',
      annotated.replace('{checksum: a1}', '{thanos-gitops/restarted-at: "2026-01-01T00:00:00Z"}'),
    )
    const overwritten: PromotionSide = {
      files: { ...environment.files, patches: [...environment.files.patches, later] },
      rendered: environment.rendered,
      sources: new Map([
        ...environment.sources,
        [
          'environments/blue/patches/z.yaml',
          annotated.replace('{checksum: a1}', '{thanos-gitops/restarted-at: "2026-01-01T00:00:00Z"}'),
        ],
      ]),
    }
    expect(messagesOf(() => restarted(overwritten))).toContain('another patch writes the annotation')
  })
})
