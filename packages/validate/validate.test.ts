import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Failure } from '@thanos-gitops/manifest'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findKubeconform } from './kubeconform/find.ts'
import { type ValidatedEnvironment, validateManifests } from './validate.ts'
import { statefulSet } from './validate-cases.ts'

const repository = join(import.meta.dirname, '../..')
const installed = await findKubeconform(repository)
const without = { tool: undefined, notes: ['kubeconform is not on PATH.'] }

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'validate '))
})
afterEach(() => rmSync(root, { recursive: true }))

const environment = (name: string, kubernetesVersion = '1.36'): ValidatedEnvironment => ({
  name,
  kubernetesVersion,
  directory: `environments/${name}/manifests`,
})
const write = (file: string, content: unknown): void => {
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), typeof content === 'string' ? content : JSON.stringify(content))
}
const manifest = (name: string, file: string): string => `environments/${name}/manifests/${file}`

describe.each([
  ['in-process', without],
  ['kubeconform', installed],
] as const)('validateManifests, %s', (engine, kubeconform) => {
  describe.skipIf(engine === 'kubeconform' && installed.tool === undefined)('', () => {
    it('counts what it validated', async () => {
      write(manifest('blue', 'thanos.statefulset.yaml'), statefulSet)
      write(
        manifest('green', 'below/two.yaml'),
        `${JSON.stringify(statefulSet)}\n---\n${JSON.stringify(statefulSet)}\n`,
      )
      write(manifest('green', 'README.md'), 'no manifest')
      const { findings, summary } = await validateManifests({
        root,
        environments: [environment('blue', '1.34'), environment('green')],
        kubeconform,
      })
      expect(findings).toEqual([])
      expect(summary).toMatchObject({ engine, files: 2, objects: 3 })
    })

    it('validates each environment against its own version', async () => {
      const policy = {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'MutatingAdmissionPolicy',
        metadata: { name: 'x' },
      }
      write(manifest('old', 'policy.yaml'), policy)
      write(manifest('new', 'policy.yaml'), policy)
      const { findings } = await validateManifests({
        root,
        environments: [environment('old', '1.34'), environment('new', '1.37')],
        kubeconform,
      })
      expect(findings).toMatchObject([
        { code: 'schema-unknown-kind', place: { file: manifest('old', 'policy.yaml'), line: 1 } },
      ])
    })

    it('says where and why a manifest is wrong', async () => {
      write(manifest('blue', 'a.yaml'), 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndatas: {}\n')
      const { findings } = await validateManifests({ root, environments: [environment('blue')], kubeconform })
      expect(findings).toEqual([
        {
          code: 'schema-mismatch',
          severity: 'error',
          message: 'ConfigMap/a at /datas: unknown field datas; did you mean data?',
          remedy:
            'Correct the object of the base or the patch that says so, and render again. The fields there are apiVersion, binaryData, data, immutable, kind, metadata.',
          place: { file: manifest('blue', 'a.yaml'), line: 5, column: 1 },
        },
      ])
    })

    it('never passes silently over what it can not validate', async () => {
      write(manifest('blue', 'empty.yaml'), '')
      write(manifest('blue', 'comment.yml'), '# nothing\n')
      write(manifest('blue', 'broken.yaml'), 'a: [1')
      write(manifest('blue', 'no-kind.json'), '{"a": 1}')
      write(manifest('blue', 'widget.yaml'), 'apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: a}\n')
      write(manifest('bare', 'README.md'), '')
      const environments = [
        environment('blue'),
        environment('bare'),
        environment('missing'),
        environment('future', '2.0'),
      ]
      const { findings } = await validateManifests({ root, environments, kubeconform })
      expect(findings.map(({ code, place }) => `${place?.file} ${code}`).sort()).toEqual([
        'environments/bare/manifests manifests-missing',
        'environments/blue/manifests/broken.yaml manifest-unreadable',
        'environments/blue/manifests/comment.yml manifest-empty',
        'environments/blue/manifests/empty.yaml manifest-empty',
        'environments/blue/manifests/no-kind.json manifest-without-kind',
        'environments/blue/manifests/widget.yaml schema-unknown-kind',
        'environments/future/manifests kubernetes-version-unknown',
        'environments/missing/manifests manifests-missing',
      ])
    })
  })
})

describe('validateManifests', () => {
  it('fails where kubeconform is required and can not be had', async () => {
    write(manifest('blue', 'a.yaml'), statefulSet)
    const validation = validateManifests({
      root,
      environments: [environment('blue')],
      requireKubeconform: true,
      kubeconform: without,
    })
    await expect(validation).rejects.toThrow(Failure)
    await expect(validation).rejects.toThrow('kubeconform is required and can not be had.')
  })

  it('says that it did without kubeconform', async () => {
    write(manifest('blue', 'a.yaml'), statefulSet)
    const { summary } = await validateManifests({
      root,
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

  it('fails where kubeconform breaks down', async () => {
    write(manifest('blue', 'a.yaml'), statefulSet)
    const validation = validateManifests({
      root,
      environments: [environment('blue')],
      kubeconform: { tool: process.execPath, notes: [] },
    })
    await expect(validation).rejects.toThrow('kubeconform ended without a result')
  })
})
