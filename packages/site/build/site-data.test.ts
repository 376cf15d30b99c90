import { describe, expect, it } from 'vitest'
import type { ObjectVersions } from '../stored.ts'
import { deployment, manifest, patchOrigin, siteEnvironment } from '../testing/environment.ts'
import { siteCollector } from './site-data.ts'

const dataOf = (...environments: readonly ReturnType<typeof siteEnvironment>[]) => {
  const collector = siteCollector()
  for (const environment of environments) collector.add(environment)
  return collector.finish({ title: 'a' })
}
const versionsIn = (files: ReadonlyMap<string, unknown>): ObjectVersions =>
  (files.get('objects-0') as readonly ObjectVersions[])[0]!

describe('siteCollector', () => {
  it('stores lines, sources and pictures that environments share once', () => {
    const { overview, files } = dataOf(siteEnvironment('blue'), siteEnvironment('green'))
    expect(overview.objects).toMatchObject([{ kind: 'Deployment', name: 'web', versions: 2, chunk: 0 }])
    expect(overview.environments.map(({ versions }) => versions)).toEqual([[0], [1]])
    expect(overview.pictures).toHaveLength(1)
    const { lines, sources, files: paths, origins } = versionsIn(files)
    // Only the line with the namespace differs.
    expect(lines.map(([text]) => text).filter((text) => text.includes('namespace'))).toHaveLength(2)
    expect(lines).toHaveLength(8)
    expect(sources).toEqual([[0, 1]])
    expect(paths).toEqual(['{}/patches/replicas.yaml', 'base/web.ts'])
    expect(origins).toEqual([
      ['patch', 0, 5, 'replace', '3'],
      ['base', 1, 4, '', '2'],
    ])
  })

  it('does not mix up environments whose lines have the very same sources', () => {
    // The list is shared, as lists of sources of the base are; the file is in the folder of one of the two.
    const shared = [patchOrigin('blue')]
    const role = (name: string) =>
      manifest(
        { apiVersion: 'v1', kind: 'Role', metadata: { name: 'a', namespace: `ns-${name}` } },
        'kind: Role',
        shared,
      )
    const { files } = dataOf(siteEnvironment('blue', [role('blue')]), siteEnvironment('green', [role('green')]))
    expect(versionsIn(files).files).toEqual(['{}/patches/replicas.yaml', 'environments/blue/patches/replicas.yaml'])
  })

  it('has one version of an object that is equal in all environments', () => {
    const role = (name: string) =>
      manifest(
        { apiVersion: 'v1', kind: 'ClusterRole', metadata: { name: `ns-${name}-reader` } },
        'kind: ClusterRole',
        [],
      )
    const { overview } = dataOf(siteEnvironment('blue', [role('blue')]), siteEnvironment('green', [role('green')]))
    expect(overview.objects).toMatchObject([{ kind: 'ClusterRole', name: '{}-reader', versions: 1 }])
    expect(overview.environments.map(({ versions }) => versions)).toEqual([[0], [0]])
  })

  it('marks the objects that an environment lacks', () => {
    const { overview } = dataOf(
      siteEnvironment('blue', [deployment('blue', 'a'), deployment('blue', 'b')]),
      siteEnvironment('green', [deployment('green', 'b')]),
    )
    expect(overview.environments.map(({ versions }) => versions)).toEqual([
      [0, 0],
      [-1, 1],
    ])
  })

  it('shows images, retention and amounts of components', () => {
    const { overview } = dataOf(siteEnvironment('blue'))
    expect(overview.components).toMatchObject([
      { name: 'web', replicas: 3, cpuRequests: 1.5, images: ['example.com/web:1'], retention: '2d' },
    ])
  })

  it('counts the findings of each environment', () => {
    const collector = siteCollector()
    collector.add(siteEnvironment('blue'))
    collector.add(siteEnvironment('green'))
    const finding = { code: 'a', message: 'b', severity: 'error', environments: ['green'] } as const
    const { overview } = collector.finish({ title: 'a' }, { findings: [finding], excepted: 1, checks: [], notes: [] })
    expect(overview.checks).toEqual({ errors: 1, warnings: 0, excepted: 1, ran: 0 })
    expect(overview.environments.map(({ errors }) => errors)).toEqual([0, 1])
  })
})
