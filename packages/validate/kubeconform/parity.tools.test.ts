import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { allKinds, kubernetesVersions } from '@thanos-gitops/schemas'
import { afterAll, describe, expect, it } from 'vitest'
import { bad, good } from '../testing/validate-cases.ts'
import { validateText } from '../validate-file.ts'
import { findKubeconform } from './find.ts'
import { type KubeconformResult, runKubeconform } from './run.ts'
import { kubeconformSchemas } from './schemas.ts'

const root = join(import.meta.dirname, '../../..')
const { tool, notes } = await findKubeconform(root)
const folder = mkdtempSync(join(tmpdir(), 'parity '))
afterAll(() => rmSync(folder, { recursive: true }))
if (tool === undefined) console.warn('The comparison with kubeconform is skipped.', ...notes)

/** Writes each document into a file of its own and returns the result of kubeconform. */
async function kubeconform(
  version: string,
  name: string,
  texts: readonly string[],
): Promise<(KubeconformResult | undefined)[]> {
  const manifests = join(folder, `${version}-${name}`)
  mkdirSync(manifests)
  for (const [index, text] of texts.entries()) writeFileSync(join(manifests, `${index}.yaml`), text)
  const results = await runKubeconform(tool!, kubeconformSchemas(root, version), [manifests])
  return texts.map((_, index) => results.find(({ filename }) => filename === join(manifests, `${index}.yaml`)))
}

const isValid = (text: string, version: string): boolean => validateText(text, 'x.yaml', version).findings.length === 0

describe.skipIf(tool === undefined).each(kubernetesVersions)(
  'kubeconform and validateText, for Kubernetes %s,',
  (version) => {
    it('agree on every case', async () => {
      const texts = [...good, ...bad.map(([document]) => document)].map((document) => JSON.stringify(document))
      const results = await kubeconform(version, 'cases', texts)
      for (const [index, text] of texts.entries())
        expect([text, results[index]?.status === 'valid']).toEqual([text, isValid(text, version)])
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
      const texts = values.map(
        (value) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata:\n  key: ${value}\n`,
      )
      const results = await kubeconform(version, 'yaml', texts)
      for (const [index, text] of texts.entries())
        expect([text, results[index]?.status === 'valid']).toEqual([text, isValid(text, version)])
    })

    it('have the same kinds, and kubeconform compiles the schema of each', async () => {
      const kinds = allKinds(version)
      const texts = kinds.map((kind) => JSON.stringify({ ...kind, metadata: {} }))
      const results = await kubeconform(version, 'kinds', texts)
      // A schema that does not compile is reported as one that is not there.
      const unknown = kinds.filter((_, index) => results[index]?.status !== 'invalid')
      expect(unknown).toEqual([])
    }, 60_000)
  },
)
