import { environmentNames } from '@thanos-gitops/render'
import { fixtureFolder } from '@thanos-gitops/testing'
import { describe, expect, it } from 'vitest'
import { affectedEnvironments, isSource } from './affected.ts'

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
