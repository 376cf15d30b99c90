import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { environmentFiles, variantRenderer } from '@thanos-gitops/base/testing/render-variant'
import { variants } from '@thanos-gitops/base/testing/variants'
import { identityOf, type KubernetesObject } from '@thanos-gitops/manifest'
import { loadPatches, type RenderedEnvironment } from '@thanos-gitops/render'
import { afterAll, describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { comparable } from './comparable.ts'
import { writeKustomizeTree } from './kustomize-tree.ts'

const kubectl = spawnSync('kubectl', ['version', '--client']).status === 0
const folder = mkdtempSync(join(tmpdir(), 'kustomize-'))
afterAll(() => rmSync(folder, { recursive: true }))
const render = variantRenderer()

// `kubectl kustomize` is the second renderer. Skipped, and counted as skipped, on a machine without kubectl.
describe.skipIf(!kubectl)('kubectl kustomize', () => {
  it.each(variants)('renders the same objects with the settings $name', (variant) => {
    const rendered = render(variant)
    const patches = environmentFiles(variant).patches.flatMap((file) => loadPatches(file, () => expect.unreachable()))
    const manifests = toCompare(rendered, patches.length > 0)
    const identities = new Set(manifests.map(({ object }) => identityOf(object)))
    writeKustomizeTree(join(folder, variant.name), rendered, patches, (object) => identities.has(identityOf(object)))

    const output = execFileSync('kubectl', ['kustomize', join(folder, variant.name, 'overlay')], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    })
    expect(objectsIn(manifests.map(({ text }) => text))).toEqual(objectsIn(output.split(/^---\n/m)))
  })
})

/** The manifests of variants that were compared before. */
const compared = new Set<string>()

/**
 * The manifests of a variant that no variant before had. kustomize treats each object alone, so that an object without a patch needs no
 * second comparison. Patches, overrides of images and shards of rules are compared with all objects of their variant.
 */
function toCompare({ environment, manifests }: RenderedEnvironment, hasPatches: boolean) {
  const isWhole = hasPatches || environment.images.length > 0 || manifests.some(({ object }) => isShardOfRules(object))
  const chosen = isWhole ? manifests : manifests.filter(({ text }) => !compared.has(text))
  for (const { text } of chosen) compared.add(text)
  return chosen
}

const isShardOfRules = (object: KubernetesObject): boolean =>
  object.kind === 'ConfigMap' && /^thanos-rule-rules-\d+$/.test(object.metadata.name)

interface Rules {
  readonly data: Readonly<Record<string, { readonly groups: readonly { readonly name: string }[] }>>
}

/**
 * The objects by their identities. kustomize cannot divide the groups of rules over shards of the ruler: the groups of all shards are
 * compared together.
 */
function objectsIn(documents: readonly string[]): Record<string, unknown> {
  const objects = byIdentity(documents)
  const groups = new Map<string, unknown>()
  for (const [identity, object] of Object.entries(objects)) {
    if (!/\/ConfigMap\/.*\/thanos-rule-rules-\d+$/.test(identity)) continue
    const { data, ...others } = object as Rules
    objects[identity] = others
    for (const [file, { groups: ofFile }] of Object.entries(data))
      for (const group of ofFile) groups.set(`group ${group.name} in ${file}`, group)
  }
  return { ...objects, ...Object.fromEntries(groups) }
}

const byIdentity = (documents: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(documents.map(read).sort(([a], [b]) => (a < b ? -1 : 1)))

/** The identity and the comparable form of a document, by its text: most objects are equal in many variants. */
const known = new Map<string, readonly [identity: string, object: unknown]>()

function read(text: string): readonly [identity: string, object: unknown] {
  const entry = known.get(text) ?? readDocument(text)
  known.set(text, entry)
  return entry
}

function readDocument(text: string): readonly [identity: string, object: unknown] {
  const documents = parseAllDocuments(text, { version: '1.1' })
  expect(documents).toHaveLength(1)
  const object = documents.map((document) => document.toJS() as KubernetesObject)[0]!
  return [identityOf(object), comparable(object)]
}
