import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { allKinds, kubernetesVersions } from '@thanos-gitops/schemas'
import { afterAll, describe, expect, it } from 'vitest'
import { bad, good } from '../testing/validate-cases.ts'
import { validateContent } from '../validate-file.ts'
import { findKubeconform } from './find.ts'
import { type KubeconformResult, runKubeconform } from './run.ts'
import { kubeconformSchemas } from './schemas.ts'

const root = join(import.meta.dirname, '../../..')
const { tool, notes } = await findKubeconform()
const folder = mkdtempSync(join(tmpdir(), 'parity '))
afterAll(() => rmSync(folder, { recursive: true }))
if (tool === undefined) console.warn('The comparison with kubeconform is skipped.', ...notes)

/** Writes each manifest to a file of its own and returns the results of kubeconform. */
async function kubeconform(
  version: string,
  name: string,
  manifests: readonly string[],
): Promise<(KubeconformResult | undefined)[]> {
  const directory = join(folder, `${version}-${name}`)
  const fileOf = (index: number): string => join(directory, `${index}.yaml`)
  mkdirSync(directory)
  for (const [index, content] of manifests.entries()) writeFileSync(fileOf(index), content)
  const results = await runKubeconform(tool!, kubeconformSchemas(root, version), [directory])
  return manifests.map((_, index) => results.find(({ filename }) => filename === fileOf(index)))
}

const isValid = (content: string, version: string): boolean =>
  validateContent(content, 'x.yaml', version).findings.length === 0

describe.skipIf(tool === undefined).each(kubernetesVersions)(
  'kubeconform and validateContent, for Kubernetes %s,',
  (version) => {
    it('agree on every case', async () => {
      const manifests = [...good, ...bad.map(([document]) => document)].map((document) => JSON.stringify(document))
      const results = await kubeconform(version, 'cases', manifests)
      for (const [index, content] of manifests.entries())
        expect([content, results[index]?.status === 'valid']).toEqual([content, isValid(content, version)])
    })

    it('read YAML in the same way', async () => {
      const values = [
        'yes',
        'y',
        'off',
        '1_000',
        '0b11',
        '0x1F',
        '012',
        '0o17',
        '-0O1_7',
        '12:30',
        '2020-01-01',
        '1e3',
        '"yes"',
        '~',
        '!!binary aGk=',
        '0.5',
        '.5',
      ]
      const manifests = values.map(
        (value) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata:\n  key: ${value}\n`,
      )
      const results = await kubeconform(version, 'yaml', manifests)
      for (const [index, content] of manifests.entries())
        expect([content, results[index]?.status === 'valid']).toEqual([content, isValid(content, version)])
    })

    it('have the same kinds, and kubeconform compiles the schema of each', async () => {
      const kinds = allKinds(version)
      const manifests = kinds.map((kind) => JSON.stringify({ ...kind, metadata: {} }))
      const results = await kubeconform(version, 'kinds', manifests)
      // kubeconform reports a schema that does not compile as missing.
      const unknown = kinds.filter((_, index) => results[index]?.status !== 'invalid')
      expect(unknown).toEqual([])
    }, 60_000)
  },
)
