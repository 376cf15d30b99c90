import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { environmentFiles, variantRenderer } from '@thanos-gitops/base/testing/render-variant'
import { variants } from '@thanos-gitops/base/testing/variants'
import { identityOf, type KubernetesObject } from '@thanos-gitops/manifest'
import { loadPatches } from '@thanos-gitops/render'
import { afterAll, describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
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
    writeKustomizeTree(join(folder, variant.name), rendered, patches)

    const output = execFileSync('kubectl', ['kustomize', join(folder, variant.name, 'overlay')], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    })
    const theirs = parseAllDocuments(output, { version: '1.1' }).map((document) => document.toJS() as KubernetesObject)
    const ours = rendered.manifests.flatMap(({ text }) => parse(text, { version: '1.1' }) as KubernetesObject)
    expect(byIdentity(ours)).toEqual(byIdentity(theirs))
  })
})

const byIdentity = (objects: readonly KubernetesObject[]): Record<string, unknown> =>
  Object.fromEntries(objects.map((object) => [identityOf(object), comparable(object)]).sort())
