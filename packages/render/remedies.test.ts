// Carries out the remedies that name the exact characters to write, and expects that the message is then gone.
import type { Finding } from '@thanos-gitops/manifest'
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
})
