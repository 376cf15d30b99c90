import { describe, expect, it } from 'vitest'
import { findKubeconform } from './kubeconform/find.ts'
import { environment, manifest, useManifestTree } from './testing/manifest-tree.ts'
import { statefulSet } from './testing/validate-cases.ts'
import { testValidation } from './testing/validation-tests.ts'
import { validateManifests } from './validate.ts'

const installed = await findKubeconform()
const tree = useManifestTree()

describe.skipIf(installed.tool === undefined)('validateManifests with kubeconform', () =>
  testValidation(tree, 'kubeconform', installed),
)

describe('validateManifests', () => {
  it('fails if kubeconform returns no result', async () => {
    tree.write(manifest('blue', 'a.yaml'), statefulSet)
    const validation = validateManifests({
      root: tree.root,
      environments: [environment('blue')],
      kubeconform: { tool: process.execPath, notes: [] },
      judge: undefined,
    })
    await expect(validation).rejects.toThrow('kubeconform returned no result')
  })
})
