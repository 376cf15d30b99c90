import { Failure } from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import { environment, manifest, useManifestTree } from './testing/manifest-tree.ts'
import { statefulSet } from './testing/validate-cases.ts'
import { testValidation } from './testing/validation-tests.ts'
import { validateManifests } from './validate.ts'

const without = { tool: undefined, notes: ['kubeconform is not on PATH.'] }
const tree = useManifestTree()

describe('validateManifests, in-process', () => testValidation(tree, 'in-process', without))

describe('validateManifests', () => {
  it('fails when kubeconform is required but not available', async () => {
    tree.write(manifest('blue', 'a.yaml'), statefulSet)
    const validation = validateManifests({
      root: tree.root,
      environments: [environment('blue')],
      requireKubeconform: true,
      kubeconform: without,
    })
    await expect(validation).rejects.toThrow(Failure)
    await expect(validation).rejects.toThrow('kubeconform is required and can not be had.')
  })

  it('reports that kubeconform was not used', async () => {
    tree.write(manifest('blue', 'a.yaml'), statefulSet)
    const { summary } = await validateManifests({
      root: tree.root,
      environments: [environment('blue')],
      kubeconform: without,
    })
    expect(summary).toEqual({
      engine: 'in-process',
      files: 1,
      objects: 1,
      notes: ['kubeconform is not on PATH.', 'The same schemas are checked without it.'],
    })
  })
})
