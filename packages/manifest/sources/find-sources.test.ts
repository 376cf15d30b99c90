import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readManifests } from '../yaml/read-manifests.ts'
import { findSources, requireManifests } from './find-sources.ts'

const root = mkdtempSync(join(tmpdir(), 'sources-'))
afterAll(() => rmSync(root, { recursive: true }))

const service = (name: string): string => `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\n`
const chart = { 'Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n', 'values.yaml': 'image: web\n' }
const template =
  '{{- if .Values.on }}\napiVersion: v1\nkind: Service\nmetadata: {name: {{ .Release.Name }}}\n{{- end }}\n'
const overlay = (...fields: string[]): string =>
  `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [web.yaml]\n${fields.join('\n')}\n`

let count = 0

/** What is found in a folder of files: the first line of each finding, and the names of the objects that are read. */
function found(files: Readonly<Record<string, string>>, named = (folder: string): string[] => [folder]) {
  const folder = `case-${count++}`
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, folder, file)), { recursive: true })
    writeFileSync(join(root, folder, file), content)
  }
  const paths = named(folder)
  const sources = findSources(paths, root, 'check')
  const read = sources.isAll ? undefined : readManifests(paths, { root, isSkipped: sources.isNoManifest })
  return {
    messages: sources.findings.map(({ severity, message, remedy }) =>
      `${severity}: ${message} ${remedy}`.replaceAll(` ${folder}/`, ' ').replaceAll(folder, 'DIR'),
    ),
    objects: read?.objects.map(({ object }) => object.metadata.name),
    problems: read?.findings.map(({ code }) => code),
  }
}

describe('a folder that was never rendered', () => {
  it.each<[string, Readonly<Record<string, string>>, string]>([
    [
      'a Helm chart',
      { ...chart, 'templates/web.yaml': template, 'charts/sub/Chart.yaml': chart['Chart.yaml'] },
      'error: DIR is a Helm chart, not rendered manifests. It is left out. Render it first: helm template DIR | check -',
    ],
    [
      'a kustomization with patches',
      {
        'kustomization.yaml': overlay('patches: [{path: patch.yaml}]'),
        'web.yaml': service('web'),
        'patch.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {type: NodePort}\n',
      },
      'error: DIR is a kustomization, not rendered manifests. It is left out. Render it first: kubectl kustomize DIR | check -',
    ],
    [
      'overlays of a base',
      {
        'base/kustomization.yaml': overlay(),
        'base/web.yaml': service('web'),
        'a/kustomization.yaml': 'resources: [../base]\nnamePrefix: a-\n',
        'b/kustomization.yaml': 'resources: [../base]\nnamePrefix: b-\n',
      },
      'error: a and 1 more are kustomizations, not rendered manifests. They are left out. Render it first: kubectl kustomize a | check -',
    ],
    [
      'a component with generators',
      {
        'kustomization.yaml':
          'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nconfigMapGenerator: [{name: a, files: [rules.yaml=r.yaml]}]\n',
        'r.yaml': 'groups: []\n',
      },
      'error: DIR is a kustomization, not rendered manifests. It is left out. Render it first: kubectl kustomize OVERLAY | check -',
    ],
    [
      'templates without a chart',
      { 'a.yaml': template, 'b.yaml': service("'{{ .Release.Name }}'") },
      'error: a.yaml and 1 more are templates, not rendered manifests. They are left out. Render it first: helm template CHART | check -',
    ],
    [
      'jsonnet',
      { 'main.jsonnet': '{}', 'jsonnetfile.json': '{"version": 1}' },
      'error: DIR contains jsonnet, not rendered manifests. It is left out. Render it first: jsonnet -J vendor -y main.jsonnet | check -',
    ],
    [
      'an environment without manifests',
      { 'environment.yaml': 'kind: Environment\n', 'patches/a.yaml': '- target: {}\n' },
      'error: DIR contains the sources of an environment, not rendered manifests. It is left out. Render it first: npx thanos-gitops render DIR && cat manifests/*.yaml | check -',
    ],
    [
      'configuration of functions that kpt runs',
      {
        'fn.yaml':
          'apiVersion: fn.kpt.dev/v1alpha1\nkind: SetLabels\nmetadata: {name: a, annotations: {config.kubernetes.io/local-config: "true"}}\n',
      },
      'error: fn.yaml contains no Kubernetes object. It is left out. Name the files and folders that contain manifests.',
    ],
    [
      'values and patches',
      { 'values.yaml': 'service: {kind: x}\n', 'p.json': '[{"op": "remove", "path": "/a"}]' },
      'error: p.json and 1 more contain no Kubernetes object. They are left out. Name the files and folders that contain manifests.',
    ],
  ])('is one line: %s', (_, files, line) => {
    expect(found(files)).toEqual({ messages: [line], objects: undefined, problems: undefined })
  })

  it('stops the command', () => {
    mkdirSync(join(root, 'chart'))
    writeFileSync(join(root, 'chart/Chart.yaml'), chart['Chart.yaml'])
    expect(() => requireManifests(['chart'], root, 'check')).toThrow('chart is a Helm chart')
    expect(() => requireManifests(['chart', '-'], root, 'check')).not.toThrow()
  })

  it('is found by the file of kustomize, too', () => {
    const files = { 'kustomization.yaml': overlay(), 'web.yaml': service('web') }
    expect(found(files, (folder) => [`${folder}/kustomization.yaml`]).messages).toHaveLength(1)
    const named = (folder: string): string[] => ['kustomization', 'web'].map((name) => `${folder}/${name}.yaml`)
    expect(found(files, named)).toEqual({ messages: [], objects: ['web'], problems: [] })
  })
})

describe('a mixed folder', () => {
  it('is read without the files that a tool reads', () => {
    const { messages, objects, problems } = found({
      'plain.yaml': service('plain'),
      'chart/Chart.yaml': chart['Chart.yaml'],
      'chart/templates/web.yaml': template,
      'chart/crds/c.yaml': service('crd'),
      'overlay/kustomization.yaml': overlay('patches: [{path: patch.yaml}]'),
      'overlay/web.yaml': service('web'),
      'overlay/patch.yaml': 'kind: Service\n',
      'overlay/other.yaml': service('other'),
      'delete.yaml': `${service('web')}$patch: delete\n`,
      'dashboard.json': '{"panels": [], "schemaVersion": 1}',
    })
    expect(objects).toEqual(['crd', 'other', 'plain'])
    expect(problems).toEqual([])
    expect(messages.map((message) => message.replace(/\. .*/, '.'))).toEqual([
      'warning: overlay is a kustomization, not rendered manifests.',
      'warning: chart is a Helm chart, not rendered manifests.',
      'warning: dashboard.json and 1 more contain no Kubernetes object.',
    ])
  })
})

describe('a folder of manifests', () => {
  it.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    ['a kustomization that only lists them', { 'kustomization.yaml': overlay(), 'web.yaml': service('web') }, ['web']],
    [
      'a List',
      { 'a.yaml': 'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Service, metadata: {name: a}}\n' },
      ['a'],
    ],
    ['JSON', { 'a.json': '{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}}' }, ['a']],
    [
      'JSON on several lines',
      { 'a.json': '{\n  "metadata": {"name": "a"},\n  "kind": "Service",\n  "apiVersion": "v1"\n}' },
      ['a'],
    ],
    [
      'templates of alerts',
      {
        'a.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: |\n    {{ range .Alerts }}\n    {{ end }}\n  b: '{{ $labels.pod }}'\n`,
      },
      ['a'],
    ],
    [
      'manifests that jsonnet has written',
      { 'main.jsonnet': '{}', 'jsonnetfile.json': '{}', 'manifests/a.yaml': service('a') },
      ['a'],
    ],
    ['the word $patch in a string', { 'a.yaml': `${service('a')}data: |\n  $patch: delete\n` }, ['a']],
  ])('has no line: %s', (_, files, objects) => expect(found(files)).toEqual({ messages: [], objects, problems: [] }))

  it.each<[string, string, string]>([
    [
      'a syntax error next to the template of an alert',
      `${service('a')}data:\n  b: '{{ $labels.pod }}'\n c: d\n`,
      'manifest-unreadable',
    ],
    ['a missing kind', 'apiVersion: v1\nmetadata: {name: a}\n', 'manifest-without-kind'],
    ['an empty file', '', 'manifest-empty'],
  ])('keeps its problem: %s', (_, content, code) =>
    expect(found({ 'a.yaml': content })).toMatchObject({ messages: [], problems: [code] }),
  )
})
