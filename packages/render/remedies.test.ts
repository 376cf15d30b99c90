// Carries out the remedies that name the exact characters to write, and expects that the message is then gone.
import { type Finding, readYaml } from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import { type ExampleContent, exampleSettings, renderExample } from './testing/small-stack.ts'

const findingsOf = (content: ExampleContent): readonly Finding[] => {
  const rendered = renderExample(content)
  return 'manifests' in rendered ? [] : rendered
}

/** The characters that a remedy names as the correct ones. */
function replacement(remedy: string): string {
  const found =
    /^Did you mean (.+)\?$/.exec(remedy) ??
    /written as ~1: (.+)$/.exec(remedy) ??
    /^Name one by its value: (.+?)(?:, \/|\.$)/.exec(remedy) ??
    /^Write it in quotes: (?:\w+: )?(".+")$/.exec(remedy)
  expect(found, remedy).not.toBeNull()
  return found![1]!
}

const container = '/spec/template/spec/containers/0'
const patchOf = (operation: string): string =>
  `- target: {kind: StatefulSet, name: thanos-store}\n  patch:\n${operation}`
const operation = (op: string, path: string, value: string): string =>
  `    - op: ${op}\n      path: ${path}\n      value: ${value}\n`
const withAnnotations = operation('add', '/metadata/annotations', '{example.com/team: a}')

describe('a remedy', () => {
  it.each([
    ['a path with a typo', '', ['replace', '/spec/replica', '3'], '/spec/replica'],
    ['a path without its parents', '', ['replace', '/spec/containers/0/image', 'a:1'], '/spec/containers/0/image'],
    [
      'a path with an unescaped slash',
      withAnnotations,
      ['replace', '/metadata/annotations/example.com/team', 'b'],
      '/metadata/annotations/example.com/team',
    ],
    [
      'a new key with an unescaped slash',
      withAnnotations,
      ['add', '/metadata/annotations/example.com/owner', 'b'],
      '/metadata/annotations/example.com/owner',
    ],
    [
      'one of several arguments with the same flag',
      operation('replace', `${container}/args`, '[--label=a, --label=b]'),
      ['replace', `${container}/args/[--label]`, '--label=c'],
      `${container}/args/[--label]`,
    ],
    ['a number for a string', '', ['add', '/metadata/annotations', '{version: 1.10}'], '1.10'],
    ['an unknown operation', '', ['repalce', '/spec/replicas', '3'], 'repalce'],
  ] as const)('removes the message about %s', (_title, before, [op, path, value], wrong) => {
    const patches = patchOf(before + operation(op, path, value))
    const problems = findingsOf({ patches })
    expect(problems).toHaveLength(1)
    const fixed = replacement(problems[0]!.remedy!)
    const at = patches.lastIndexOf(wrong)
    expect(findingsOf({ patches: patches.slice(0, at) + fixed + patches.slice(at + wrong.length) })).toEqual([])
  })

  it.each([
    ['a version without quotes', 'kubernetesVersion: "1.36"', 'kubernetesVersion: 1.36', '1.36'],
    ['a delivery with a typo', 'delivery: flux', 'delivery: fluxx', 'fluxx'],
    [
      'a tag without quotes',
      'objectStorage: rook',
      'objectStorage: rook\nimages:\n  - name: a/b\n    newTag: 1.10',
      '1.10',
    ],
  ])('removes the message about %s', (_title, valid, invalid, wrong) => {
    const settings = exampleSettings.replace(valid, invalid)
    const [problem] = findingsOf({ settings })
    const fixed = settings.replace(wrong, replacement(problem!.remedy!))
    expect(findingsOf({ settings: fixed }).map(({ message }) => message)).not.toContain(problem!.message)
  })

  it('of the policy is a rule that allows the change', () => {
    const rule = '  - path: /spec/minReadySeconds\n'
    for (const changed of [
      operation('replace', '/spec/replicas', '3'),
      operation('replace', `${container}/args`, '[--a=b]'),
      operation('add', '/metadata/annotations', '{example.com/team: a}'),
      operation('add', `${container}/env`, '[{name: A, value: b}]'),
    ]) {
      const patches = patchOf(changed)
      const problems = findingsOf({ patches, policy: rule })
      expect(problems).not.toEqual([])
      const suggested = problems.map(({ remedy = '' }) => remedy.slice(remedy.indexOf('\n') + 1)).join('\n')
      expect(findingsOf({ patches, policy: `${rule}${suggested}\n` })).toEqual([])
    }
  })

  it.each([
    ['a field that does not exist', operation('replace', '/spec/minReadySeconds', '5'), /Use op: (add)/, 'replace'],
    ['a kind in lower case', patchOf('').replace('StatefulSet', 'statefulset'), /Did you mean (\w+)/, 'statefulset'],
    [
      'a name with a typo',
      patchOf('').replace('thanos-store', 'thanos-stor'),
      /Did you mean [\w/]*?([\w-]+)\?/,
      'thanos-stor',
    ],
    ['an octal number', operation('replace', '/spec/replicas', '010'), /Write (8) for the octal/, '010'],
  ])('removes the message about %s', (_title, changed, pattern, wrong) => {
    const body = changed.startsWith('- ') ? changed + operation('replace', '/spec/replicas', '3') : patchOf(changed)
    const source = readYaml('environments/blue/patches/replicas.yaml', body)
    const problems = 'file' in source ? findingsOf({ patches: body }) : source
    expect(problems.length).toBeGreaterThan(0)
    const fixed = pattern.exec(problems[0]!.remedy!)?.[1]
    expect(fixed, problems[0]!.remedy).toBeDefined()
    expect(findingsOf({ patches: body.replace(wrong, fixed!) })).toEqual([])
  })

  it('removes the message about a range whose end is before its start', () => {
    const [problem] = findingsOf({ policy: '  - {path: /spec/replicas, range: 10..1}\n' })
    const fixed = /Write (\S+)\.$/.exec(problem!.remedy!)![1]!
    expect(findingsOf({ policy: `  - {path: /spec/replicas, range: ${fixed}}\n` })).toEqual([])
  })
})
