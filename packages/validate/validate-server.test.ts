// What validateManifests does with the verdicts of the API server.
import { Failure } from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import type { JudgedGroup, judgeObjects } from './server/judge.ts'
import { refusalProblems } from './server/refusal-problems.ts'
import { environment, manifest, useManifestTree } from './testing/manifest-tree.ts'
import { validateManifests } from './validate.ts'

const tree = useManifestTree()
const kubeconform = { tool: undefined, notes: [] }

const configMap = (name: string, rest = ''): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${rest}`

/** Refuses the names `bad` and `panic`. */
const judge: typeof judgeObjects = async (groups) => ({
  groups: groups.map(({ objects, kubernetesVersion }) =>
    objects.map((object) => {
      const causes = [{ reason: 'FieldValueInvalid', field: 'metadata.name', message: 'Invalid value: "bad"' }]
      const { name } = object.metadata
      return {
        problems: refusalProblems(
          object,
          name === 'panic'
            ? { error: 'panic: nil' }
            : name === 'bad'
              ? { verdict: 'refused', message: 'bad', causes }
              : { verdict: 'accepted' },
          kubernetesVersion,
        ),
        isKnown: object.kind !== 'Widget',
      }
    }),
  ),
  notes: [],
})

const validate = (more: Partial<Parameters<typeof validateManifests>[0]> = {}) =>
  validateManifests({ root: tree.root, environments: [environment('blue')], kubeconform, judge, ...more })

describe('validateManifests with the verdicts of the API server', () => {
  it('reports a refusal at the line of the manifest', async () => {
    tree.write(manifest('blue', 'a.yaml'), configMap('good'))
    tree.write(manifest('blue', 'b.yaml'), configMap('bad'))
    const { findings, summary } = await validate()
    expect(findings).toEqual([
      {
        code: 'api-server-refuses',
        severity: 'error',
        message: 'The API server refuses ConfigMap/bad: metadata.name: Invalid value: "bad"',
        remedy: 'Correct the value. Change the patch or the base that sets the field, and render again.',
        place: { file: manifest('blue', 'b.yaml'), line: 4, column: 3 },
      },
    ])
    expect(summary.isJudged).toBe(true)
  })

  it('reports it at the source of the field if there is one', async () => {
    tree.write(manifest('blue', 'b.yaml'), configMap('bad'))
    const place = { file: 'patches/a.yaml', line: 3 }
    const calls: string[][] = []
    const { findings } = await validate({
      async findOrigins(...args) {
        calls.push(args)
        return () => [{ layer: 'patch', place }]
      },
    })
    expect(calls).toEqual([['blue', manifest('blue', 'b.yaml'), configMap('bad')]])
    expect(findings).toMatchObject([{ place, rendered: { file: manifest('blue', 'b.yaml'), line: 4, column: 3 } }])
  })

  it('judges the objects of an environment together, in all its folders', async () => {
    tree.write(manifest('blue', 'a.yaml'), configMap('a'))
    tree.write('delivery/b.yaml', configMap('b'))
    tree.write(manifest('green', 'c.yaml'), `${configMap('c')}---\n- no object\n---\n${configMap('d')}`)
    const asked: (readonly JudgedGroup[])[] = []
    await validate({
      environments: [
        environment('blue'),
        { ...environment('blue'), directory: 'delivery' },
        environment('green', '1.35'),
      ],
      judge: (groups) => {
        asked.push(groups)
        return judge(groups)
      },
    })
    const names = asked[0]!.map(({ name, kubernetesVersion, objects }) => [
      name,
      kubernetesVersion,
      ...objects.map(({ metadata }) => metadata.name),
    ])
    expect(names).toEqual([
      ['blue', '1.36', 'a', 'b'],
      ['green', '1.35', 'c', 'd'],
    ])
  })

  it('has one finding if the schema refuses the same field', async () => {
    tree.write(manifest('blue', 'b.yaml'), `${configMap('bad')}datas: {}\n`.replace('name: bad', 'name: bad\n  nam: x'))
    const { findings } = await validate()
    expect(findings.map(({ code, place }) => `${code} ${place?.line}`)).toEqual([
      'api-server-refuses 4',
      'schema-mismatch 5',
      'schema-mismatch 6',
    ])
  })

  it('fails if an object has no verdict, with all findings', async () => {
    tree.write(manifest('blue', 'a.yaml'), configMap('panic'))
    tree.write(manifest('blue', 'b.yaml'), configMap('bad'))
    const validation = validate()
    await expect(validation).rejects.toThrow(Failure)
    await expect(validation).rejects.toMatchObject({
      findings: [{ code: 'api-server-failed' }, { code: 'api-server-refuses' }],
    })
  })
})

describe('validateManifests for paths', () => {
  const validatePaths = (paths: readonly string[], stdin?: string) =>
    validate({
      environments: [],
      paths: { paths, kubernetesVersion: '1.36', stdin: stdin === undefined ? undefined : Buffer.from(stdin) },
    })

  it('validates files, folders and standard input', async () => {
    tree.write('one.yaml', configMap('bad'))
    tree.write('folder/below/two.yml', configMap('bad'))
    tree.write('folder/.hidden/three.yaml', configMap('bad'))
    const { findings, summary } = await validatePaths(['one.yaml', 'folder', '-'], configMap('bad'))
    expect(findings.map(({ place }) => place)).toEqual(
      ['one.yaml', 'folder/below/two.yml', '-'].map((file) => ({ file, line: 4, column: 3 })),
    )
    expect(summary.objects).toBe(3)
  })

  it('reports a kind without a schema as a warning, unless the program has its CRD', async () => {
    const widget = 'apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: a}\n'
    tree.write('a.yaml', `${widget}---\n${widget.replace('Widget', 'Gadget')}`)
    const { findings } = await validatePaths(['a.yaml'])
    expect(findings).toMatchObject([
      { code: 'schema-unknown-kind', severity: 'warning', message: expect.stringContaining('no Widget') },
    ])
  })

  it('skips the files of kustomize', async () => {
    tree.write(
      'kustomization.yaml',
      'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]\n',
    )
    tree.write('a.yaml', configMap('good'))
    expect((await validatePaths(['kustomization.yaml', 'a.yaml'])).findings).toEqual([])
    await expect(validatePaths(['kustomization.yaml'])).rejects.toMatchObject({
      findings: [{ code: 'manifests-not-rendered' }],
    })
  })

  it('reports a folder without a manifest, and refuses a path that does not exist', async () => {
    tree.write('folder/README.md', '')
    expect((await validatePaths(['folder'])).findings).toMatchObject([{ code: 'manifests-missing' }])
    await expect(validatePaths(['missing.yaml'])).rejects.toMatchObject({ findings: [{ code: 'file-missing' }] })
  })
})
