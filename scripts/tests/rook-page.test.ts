// The objects of environments/rook.md: they fit each other and what the base requires of the cluster.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { base } from '@thanos-gitops/base'
import { checkManifests, checks, readDeclarations } from '@thanos-gitops/checks'
import { contentOf, type KubernetesObject, mappingOf } from '@thanos-gitops/manifest'
import { readManifestText } from '@thanos-gitops/manifest/read'
import { describe, expect, it } from 'vitest'
import { root } from './repository.ts'

const page = readFileSync(join(root, 'environments/rook.md'), 'utf8')
const [, yaml = ''] = /^```yaml\n([^]*?)^```$/m.exec(page)!
const findingsOf = (text: string): readonly string[] =>
  checkManifests({
    objects: readManifestText('rook.yaml', text).objects,
    kubernetesVersion: '1.36',
    declarations: readDeclarations('exceptions.yaml', '', checks),
    today: '2026-01-01',
  }).findings.map(({ code, message }) => `${code}: ${message}`)

const { objects } = readManifestText('rook.yaml', yaml)
const classes = objects.filter(({ object }) => object.kind === 'StorageClass')

/** The StorageClasses that the objects of the base name. */
function classesOfBase(): ReadonlySet<string> {
  const all = [...base.required, ...base.optional, base.objectStorage.rook!].flatMap((one) => one.objects)
  const names = new Set<string>()
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [key, child] of Object.entries(value))
      if (key === 'storageClassName' && typeof child === 'string') names.add(child)
      else visit(child)
  }
  visit(all satisfies readonly KubernetesObject[])
  return names
}

describe('environments/rook.md', () => {
  it('has the StorageClasses of the base, and no others', () => {
    expect(new Set(classes.map(({ object }) => object.metadata.name))).toEqual(classesOfBase())
  })

  it('names each of its objects in the table', () => {
    for (const { object } of objects) expect(page).toContain(`| ${object.kind} | \`${object.metadata.name}\` |`)
  })

  it('has no finding of the checks', () => {
    expect(findingsOf(yaml)).toEqual([])
  })

  it.each(['my-store', 'replicapool'])('has a finding of the checks if %s has another name', (name) => {
    expect(findingsOf(yaml.replace(`name: ${name}\n`, `name: another\n`)).join()).toContain(`ceph-objects-exist: `)
  })

  it('keeps buckets, and lets volumes grow', () => {
    const contentOfClass = (name: string) =>
      mappingOf(contentOf(classes.find(({ object }) => object.metadata.name === name)!))
    expect(contentOfClass('rook-ceph-bucket-retain').reclaimPolicy).toBe('Retain')
    expect(contentOfClass('rook-ceph-block').allowVolumeExpansion).toBe(true)
  })
})
