import { describe, expect, it } from 'vitest'
import { bad, good, statefulSet } from './testing/validate-cases.ts'
import { validateContent } from './validate-file.ts'

const findings = (text: string, version = '1.36') => validateContent(text, 'a.yaml', version).findings

describe('validateContent', () => {
  it.each(good.map((document) => [document.kind, document] as const))('accepts a valid %s', (_, document) =>
    expect(findings(JSON.stringify(document))).toEqual([]),
  )

  it.each(bad.filter(([, , message]) => message !== ''))(
    'reports for %j at "%s": "%s"',
    (document, pointer, message) => {
      const found = findings(JSON.stringify(document))
      expect(found.map((finding) => finding.message.replace(/\.$/, ''))).toEqual([
        expect.stringContaining(`${pointer && ` at ${pointer}`}: ${message}`),
      ])
    },
  )

  it('separates a command of a remedy from the next sentence, and is content after the command', () => {
    const secret = (value: string): string =>
      JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, binaryData: { a: value } })
    const [command, next] = findings(secret('not base64!'))[0]!.remedy!.split('\n')
    expect(command).toBe('Encode it: printf %s VALUE | base64')
    expect(next).toMatch(/^Correct the object/)
    expect(findings(secret(Buffer.from('not base64!').toString('base64')))).toEqual([])
  })

  it('reports the line and the column of the field, in each document of the file', () => {
    const text = [
      '# comment',
      '---',
      'apiVersion: v1',
      'kind: ConfigMap',
      'metadata:',
      '  name: a',
      'data:',
      '  x: 1',
      '  y: "1"',
      '---',
      'apiVersion: v1',
      'kind: Service',
      'metadata: {name: b}',
      'spec:',
      '  ports:',
      '  - port: 80',
      '    prot: TCP',
      '',
    ].join('\n')
    expect(validateContent(text, 'a.yaml', '1.36')).toMatchObject({
      objects: 2,
      findings: [
        {
          message: 'ConfigMap/a at /data/x: must be a string, found the number 1.',
          place: { file: 'a.yaml', line: 8, column: 3 },
        },
        {
          message: 'Service/b at /spec/ports/0/prot: unknown field prot.',
          place: { file: 'a.yaml', line: 17, column: 5 },
        },
      ],
    })
  })

  it('reads YAML as Kubernetes does, where yes is a boolean', () =>
    expect(findings('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  on: yes\n')).toMatchObject([
      { message: 'ConfigMap/a at /data/true: must be a string, found true.' },
    ]))

  it('validates the items of a List', () => {
    const items = [statefulSet, { ...statefulSet, kind: 'Widget' }]
    expect(validateContent(JSON.stringify({ apiVersion: 'v1', kind: 'List', items }), 'a.json', '1.36')).toMatchObject({
      objects: 2,
      findings: [{ code: 'schema-unknown-kind' }],
    })
  })

  it.each([
    [
      '',
      'manifest-empty',
      'The file contains no Kubernetes object.',
      'Delete the file, or render the environment again.',
    ],
    [
      '# nothing\n---\n# at all\n',
      'manifest-empty',
      'The file contains no Kubernetes object.',
      'Delete the file, or render the environment again.',
    ],
    [
      'apiVersion: v1\nkind: List\nitems: []\n',
      'manifest-empty',
      'The file contains no Kubernetes object.',
      'Delete the file, or render the environment again.',
    ],
    ['just words', 'manifest-without-kind', 'The document has no kind, so it is not a Kubernetes object.', /^Add kind/],
    ['- a', 'manifest-without-kind', 'The document has no kind, so it is not a Kubernetes object.', /^Add kind/],
    [
      'apiVersion: v1',
      'manifest-without-kind',
      'The document has no kind, so it is not a Kubernetes object.',
      /^Add kind/,
    ],
    [
      'kind: Pod',
      'manifest-without-kind',
      'The document has no apiVersion, so it is not a Kubernetes object.',
      /^Add apiVersion/,
    ],
    ['a: [1', 'manifest-unreadable', /^Kubernetes cannot read this YAML: /, /^Add the closing bracket/],
    ['a: 1\na: 2', 'manifest-unreadable', 'Kubernetes cannot read this YAML: duplicated mapping key.', /^Remove one/],
    [
      'apiVersion: policy/v1beta1\nkind: PodDisruptionBudget',
      'schema-unknown-kind',
      'There is no PodDisruptionBudget in policy/v1beta1, neither in Kubernetes 1.36 nor in a known CRD.',
      'Use apiVersion policy/v1.',
    ],
    [
      'apiVersion: apps/v1\nkind: Statefulset',
      'schema-unknown-kind',
      'There is no Statefulset in apps/v1, neither in Kubernetes 1.36 nor in a known CRD.',
      'Did you mean StatefulSet?',
    ],
    [
      'apiVersion: example.com/v1\nkind: Widget',
      'schema-unknown-kind',
      'There is no Widget in example.com/v1, neither in Kubernetes 1.36 nor in a known CRD.',
      /^Add its CRD to scripts\/generate-schemas\/sources.ts/,
    ],
  ])('reports %j', (text, code, message, remedy) =>
    expect(findings(text)).toMatchObject([
      {
        code,
        severity: 'error',
        message: expect.stringMatching(message) as unknown,
        remedy: expect.stringMatching(remedy) as unknown,
        place: { file: 'a.yaml' },
      },
    ]),
  )

  it('reports a kind that a Kubernetes version lacks', () => {
    const text = 'apiVersion: admissionregistration.k8s.io/v1\nkind: MutatingAdmissionPolicy\nmetadata: {name: a}\n'
    expect(findings(text, '1.34')).toMatchObject([{ code: 'schema-unknown-kind' }])
    expect(findings(text, '1.36')).toEqual([])
  })
})
