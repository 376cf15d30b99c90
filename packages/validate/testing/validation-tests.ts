// Behavior of validateManifests that does not depend on whether kubeconform is available.
import { expect, it } from 'vitest'
import type { FoundKubeconform } from '../kubeconform/find.ts'
import { validateManifests } from '../validate.ts'
import { environment, type ManifestTree, manifest } from './manifest-tree.ts'
import { statefulSet } from './validate-cases.ts'

/** Defines the tests that both engines pass. */
export function testValidation(tree: ManifestTree, engine: string, kubeconform: FoundKubeconform): void {
  it('counts the objects of each environment', async () => {
    tree.write(manifest('blue', 'thanos.statefulset.yaml'), statefulSet)
    tree.write(
      manifest('green', 'below/two.yaml'),
      `${JSON.stringify(statefulSet)}\n---\n${JSON.stringify(statefulSet)}\n`,
    )
    tree.write(manifest('green', 'README.md'), 'not a manifest')
    const { findings, summary } = await validateManifests({
      root: tree.root,
      environments: [environment('blue', '1.34'), environment('green')],
      kubeconform,
      judge: undefined,
    })
    expect(findings).toEqual([])
    expect(summary).toMatchObject({
      engine,
      objects: 3,
      objectsOf: new Map([
        ['blue', 1],
        ['green', 2],
      ]),
    })
  })

  it('validates each environment against its own version', async () => {
    const policy = {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'MutatingAdmissionPolicy',
      metadata: { name: 'x' },
    }
    tree.write(manifest('old', 'policy.yaml'), policy)
    tree.write(manifest('new', 'policy.yaml'), policy)
    const { findings } = await validateManifests({
      root: tree.root,
      environments: [environment('old', '1.34'), environment('new', '1.37')],
      kubeconform,
      judge: undefined,
    })
    expect(findings).toMatchObject([
      { code: 'schema-unknown-kind', place: { file: manifest('old', 'policy.yaml'), line: 1 } },
    ])
  })

  it('reports where and why a manifest is invalid', async () => {
    tree.write(manifest('blue', 'a.yaml'), 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndatas: {}\n')
    const { findings } = await validateManifests({
      root: tree.root,
      environments: [environment('blue')],
      kubeconform,
      judge: undefined,
    })
    expect(findings).toEqual([
      {
        code: 'schema-mismatch',
        severity: 'error',
        message: 'ConfigMap/a at /datas: unknown field datas.',
        remedy: 'Did you mean data? Correct the object in the base or the patch that sets the field, and render again.',
        place: { file: manifest('blue', 'a.yaml'), line: 5, column: 1 },
      },
    ])
  })

  it('names encodings, conflicts and keys that appear twice, which kubeconform may read', async () => {
    const service = 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: 80}]}\n'
    tree.write(manifest('blue', 'utf16.yaml'), Buffer.from(`\uFEFF${service}`, 'utf16le'))
    tree.write(manifest('blue', 'latin1.yaml'), Buffer.from(`${service}# é\n`, 'latin1'))
    tree.write(manifest('blue', 'conflict.yaml'), `<<<<<<< HEAD\n${service}`)
    tree.write(
      manifest('blue', 'twice.json'),
      '{"apiVersion": "v1", "kind": "Service", "kind": "Service", "metadata": {"name": "b"}}',
    )
    const environments = [environment('blue')]
    const { findings } = await validateManifests({ root: tree.root, environments, kubeconform, judge: undefined })
    expect(findings.map(({ code, place }) => `${place?.file}:${place?.line} ${code}`).sort()).toEqual([
      'environments/blue/manifests/conflict.yaml:1 merge-conflict',
      'environments/blue/manifests/latin1.yaml:5 file-encoding',
      'environments/blue/manifests/twice.json:1 manifest-unreadable',
      'environments/blue/manifests/utf16.yaml:1 file-encoding',
    ])
  })

  it('reports each file that it cannot validate', async () => {
    tree.write(manifest('blue', 'empty.yaml'), '')
    tree.write(manifest('blue', 'comment.yml'), '# nothing\n')
    tree.write(manifest('blue', 'broken.yaml'), 'a: [1')
    tree.write(manifest('blue', 'no-kind.json'), '{"a": 1}')
    tree.write(manifest('blue', 'widget.yaml'), 'apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: a}\n')
    tree.write(manifest('bare', 'README.md'), '')
    const environments = [
      environment('blue'),
      environment('bare'),
      environment('missing'),
      environment('future', '2.0'),
    ]
    const { findings } = await validateManifests({ root: tree.root, environments, kubeconform, judge: undefined })
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
}
