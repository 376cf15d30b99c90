import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { base } from '@thanos-gitops/base'
import { canonicalQuantity, identityOf, type KubernetesObject } from '@thanos-gitops/manifest'
import { createRenderer, environmentNames, loadPatches, readEnvironmentFiles, type EnvironmentFiles } from '@thanos-gitops/render'
import { afterAll, describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { writeKustomizeTree } from './kustomize-tree.ts'
import { root } from './repository.ts'

const kubectl = spawnSync('kubectl', ['version', '--client']).status === 0
const folder = mkdtempSync(join(tmpdir(), 'kustomize-'))
afterAll(() => rmSync(folder, { recursive: true }))

// `kubectl kustomize` is the second renderer. Skipped, and counted as such, where there is no kubectl.
describe.skipIf(!kubectl)('kubectl kustomize', () => {
  it.each(environmentNames(root))('makes the same objects of %s', (name) => {
    const files = readEnvironmentFiles(root, name) as EnvironmentFiles
    const rendered = createRenderer(base)(files)
    if (!('environment' in rendered)) throw new Error(JSON.stringify(rendered, null, 2))
    const patches = files.patches.flatMap((file) => loadPatches(file, () => expect.unreachable()))
    writeKustomizeTree(join(folder, name), base, rendered.environment, patches)

    const output = execFileSync('kubectl', ['kustomize', join(folder, name, 'overlay')], { encoding: 'utf8', maxBuffer: 1 << 28 })
    const theirs = parseAllDocuments(output, { version: '1.1' }).map((document) => document.toJS() as KubernetesObject)
    const ours = rendered.manifests.flatMap(({ text }) => parse(text, { version: '1.1' }) as KubernetesObject)
    expect(comparable(ours)).toEqual(comparable(theirs))
  })
})

/** By identity; with documents parsed, quantities canonical, and without the content hashes, which kustomize does not know. */
const comparable = (objects: readonly KubernetesObject[]): Record<string, unknown> =>
  Object.fromEntries(objects.map((object) => [identityOf(object), comparableValue(object, [])]).sort())

function comparableValue(value: unknown, path: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((element) => comparableValue(element, path))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value)
        .filter(([key]) => !(path.at(-1) === 'annotations' && key.startsWith('checksum/')))
        .map(([key, field]) => [key, comparableValue(field, [...path, key])]),
    )
  const parent = path.at(-2)
  if (parent === 'requests' || parent === 'limits' || path.at(-1) === 'sizeLimit') return canonicalQuantity(value as string) ?? value
  if (path[0] === 'data' && /\.(ya?ml|json)$/.test(path[1] ?? '')) return parse(value as string) as unknown
  return value
}
