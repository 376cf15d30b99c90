import { Failure } from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import { environment, manifest, useManifestTree } from './testing/manifest-tree.ts'
import { statefulSet } from './testing/validate-cases.ts'
import { testValidation } from './testing/validation-tests.ts'
import { validateManifests } from './validate.ts'

const unavailable = { tool: undefined, notes: ['kubeconform is not on PATH.'] }
const tree = useManifestTree()

describe('validateManifests in this process', () => testValidation(tree, 'in-process', unavailable))

describe('validateManifests', () => {
  it('fails if kubeconform is required but not available', async () => {
    tree.write(manifest('blue', 'a.yaml'), statefulSet)
    const validation = validateManifests({
      root: tree.root,
      environments: [environment('blue')],
      requireKubeconform: true,
      kubeconform: unavailable,
      judge: undefined,
    })
    await expect(validation).rejects.toThrow(Failure)
    await expect(validation).rejects.toThrow('kubeconform is required but not available.')
  })

  it('reports that kubeconform is not used', async () => {
    tree.write(manifest('blue', 'a.yaml'), statefulSet)
    const { summary } = await validateManifests({
      root: tree.root,
      environments: [environment('blue')],
      kubeconform: unavailable,
      judge: undefined,
    })
    expect(summary).toEqual({
      engine: 'in-process',
      isJudged: false,
      objects: 1,
      objectsOf: new Map([['blue', 1]]),
      notes: ['kubeconform is not on PATH.', 'The same schemas are checked without kubeconform.'],
    })
  })
})
