import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { base } from '@thanos-gitops/base'
import { identityOf, type KubernetesObject } from '@thanos-gitops/manifest'
import {
  createRenderer,
  type EnvironmentFiles,
  environmentNames,
  loadPatches,
  readEnvironmentFiles,
} from '@thanos-gitops/render'
import { afterAll, describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { comparable } from './comparable.ts'
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

    const output = execFileSync('kubectl', ['kustomize', join(folder, name, 'overlay')], {
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
