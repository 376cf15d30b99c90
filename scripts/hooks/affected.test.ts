import { appendFileSync, cpSync } from 'node:fs'
import { join } from 'node:path'
import { environmentNames } from '@thanos-gitops/render'
import { fixtureFolder, temporaryFolder, writeFile } from '@thanos-gitops/testing'
import { describe, expect, it } from 'vitest'
import { affectedEnvironments, isSource } from './affected.ts'

const shop = temporaryFolder()
cpSync(fixtureFolder, shop, { recursive: true })
const [first, second] = environmentNames(fixtureFolder) as [string, string]

describe('affectedEnvironments', () => {
  it.each([
    ['a patch', [`environments/${first}/patches/replicas.yaml`], [first]],
    [
      'files of two environments',
      [`environments/${second}/a.yaml`, `environments/${first}/environment.yaml`],
      [first, second],
    ],
    ['a file that all share', ['environments/policy.yaml'], 'all'],
    ['the base', ['base/index.ts'], 'all'],
    ['an environment that was removed', ['environments/removed/environment.yaml'], 'all'],
    ['a document', ['README.md', `environments/${first}/README.md`], []],
    ['rendered files', [`environments/${first}/manifests/a.yaml`, 'environments/fleet.argo-cd.yaml'], []],
  ])('are the environments that render reads %s for', (_, files, names) =>
    expect(affectedEnvironments(fixtureFolder, files)).toEqual(names),
  )
})

it.each([
  ['packages/render/render.ts', true],
  ['packages/README.md', false],
  ['scripts/test.ts', false],
])('isSource(%s) is %s', (file, expected) => expect(isSource(file)).toBe(expected))

it('affectedEnvironments of a file of a layer are the environments that list it', () => {
  writeFile(shop, 'environments/layers/eu/patches/a.yaml', '[]')
  appendFileSync(join(shop, `environments/${first}/environment.yaml`), 'layers: [eu]\n')
  expect(affectedEnvironments(shop, ['environments/layers/eu/patches/a.yaml'])).toEqual([first])
  expect(affectedEnvironments(shop, ['environments/layers/gone/patches/a.yaml'])).toBe('all')
})
