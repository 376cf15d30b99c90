// An import finds the component of a workload by what it runs, whatever its name is.
import { base } from '@thanos-gitops/base'
import { factsOf, type KubernetesObject } from '@thanos-gitops/manifest'
import { planImport } from '@thanos-gitops/render/import'
import { expect, it } from 'vitest'
import { variantRenderer } from './testing/render-variant.ts'
import { variants } from './testing/variants.ts'

const namespace = 'monitoring'
const { manifests } = variantRenderer()(variants.find(({ name }) => name === 'rook-all')!)
const workloads = manifests.filter(({ object }) => factsOf(object.kind).podSpec !== undefined)

const renamed = (object: KubernetesObject): KubernetesObject => ({
  ...object,
  metadata: { ...object.metadata, name: `their-${object.metadata.name}`, namespace },
})

it('finds the component of each workload of the base under another name', () => {
  const { derived } = planImport(
    [
      {
        name: 'eu',
        settings: { cluster: 'eu', namespace },
        objects: workloads.map(({ object }) => ({
          object: renamed(object),
          source: { object, place: () => ({ file: 'eu.yaml' }) },
        })),
        skipped: [],
        secrets: [],
      },
    ],
    { judge: { kubernetesVersion: '1.36', rules: undefined }, near: { base, exportOf: () => 'workload' } },
  )
  const found = derived.map(({ name, of }) => [name, of])
  expect(Object.fromEntries(found)).toEqual(
    Object.fromEntries(workloads.map(({ object, component }) => [`their-${object.metadata.name}`, component])),
  )
  expect(found.length).toBeGreaterThan(10)
})
