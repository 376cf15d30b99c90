import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Finding, readYaml, reportInto, type YamlFile } from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import { applyOperation } from './apply-operation.ts'
import { loadPatches } from './load-patches.ts'
import { resolvePath } from './resolve-path.ts'

interface Case {
  readonly comment?: string
  readonly doc: unknown
  readonly patch: readonly Record<string, unknown>[]
  readonly expected?: unknown
  readonly error?: string
  readonly disabled?: boolean
}

const suite = ['tests.json', 'spec_tests.json'].flatMap((file) => {
  const path = createRequire(import.meta.url).resolve(`json-patch-test-suite/${file}`)
  const cases = JSON.parse(readFileSync(path, 'utf8')) as readonly Case[]
  return cases.map((one, index) => ({ ...one, title: `${file}#${index} ${one.comment ?? JSON.stringify(one.patch)}` }))
})
const active = suite.filter(({ disabled, patch }) => disabled !== true && patch !== undefined)

// Stricter on purpose: RFC 6902 ignores members that it does not define, and in a patch file they are typing errors.
const unknownMembers = ['tests.json#41 ', 'spec_tests.json#11 ']
const refused = (title: string): boolean => unknownMembers.some((prefix) => title.startsWith(prefix))

/** As a render does it: the operations are loaded from a patch file, their paths resolved, and each is applied. */
function patched(document: unknown, operations: readonly unknown[]): unknown {
  const findings: Finding[] = []
  const source = readYaml(
    'patches/suite.yaml',
    JSON.stringify([{ target: { kind: 'Suite', name: 'suite' }, patch: operations }]),
  ) as YamlFile
  const patches = loadPatches(source, reportInto(findings))
  if (findings.length > 0) throw new Error(findings[0]!.message)
  return patches[0]!.operations.reduce<unknown>((value, { op, path, from, value: given }) => {
    const resolve = (steps: readonly string[], mayAdd: boolean): readonly string[] => {
      const resolved = resolvePath(value, steps, mayAdd)
      if (!('steps' in resolved)) throw new Error(resolved.message)
      return resolved.steps
    }
    return applyOperation(value, {
      op,
      path: resolve(path, op === 'add' || op === 'move' || op === 'copy'),
      ...(from ? { from: resolve(from, false) } : {}),
      ...(op === 'add' || op === 'replace' || op === 'test' ? { value: given } : {}),
    })
  }, document)
}

describe('applyOperation, by json-patch-test-suite', () => {
  it('finds the cases of the suite', () => {
    expect(active).toHaveLength(91)
    expect(active.filter(({ title }) => refused(title))).toHaveLength(2)
  })

  it.each(active)('$title', ({ doc, patch, expected, error, title }) => {
    const before = structuredClone(doc)
    if (error === undefined && !refused(title)) expect(patched(doc, patch)).toEqual(expected ?? doc)
    else expect(() => patched(doc, patch)).toThrow()
    expect(doc).toEqual(before)
  })
})

// What fast-json-patch 3.1.1 lets through, and RFC 6902 does not.
describe('applyOperation, where fast-json-patch deviates', () => {
  it.each<[string, unknown, Record<string, unknown>]>([
    ['an index with a leading zero', ['a', 'b'], { op: 'test', path: '/01', value: 'b' }],
    ['a member that is only inherited', {}, { op: 'remove', path: '/toString' }],
    ['an escape that is none', { '~2': 1 }, { op: 'remove', path: '/~2' }],
    ['a trailing tilde', { 'a~': 1 }, { op: 'remove', path: '/a~' }],
    ['a move into its own child', { a: { b: 1 } }, { op: 'move', from: '/a', path: '/a/b' }],
    ['an add after the end of a list', ['a'], { op: 'add', path: '/2', value: 'b' }],
    ['a replace of the place after the last element', ['a'], { op: 'replace', path: '/-', value: 'b' }],
    ['the prototype of an object', {}, { op: 'add', path: '/__proto__/polluted', value: true }],
    ['the constructor of an object', {}, { op: 'add', path: '/constructor/prototype/polluted', value: true }],
  ])('refuses %s', (_title, document, operation) => {
    expect(() => patched(document, [operation])).toThrow()
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })

  it('does not let a later operation change the value of an earlier one', () => {
    const operations = [
      { op: 'add', path: '/x', value: { n: [] } },
      { op: 'add', path: '/x/n/-', value: 1 },
    ]
    expect(patched({}, operations)).toEqual({ x: { n: [1] } })
    expect(patched({}, operations)).toEqual({ x: { n: [1] } })
  })
})

it('applyOperation copies the changed containers and shares the rest', () => {
  const before = { changed: { list: [{ a: 1 }, { b: 2 }] }, same: {} }
  const after = applyOperation(before, {
    op: 'replace',
    path: ['changed', 'list', '0', 'a'],
    value: 3,
  }) as typeof before
  expect(before.changed.list[0]).toEqual({ a: 1 })
  expect(after.changed.list[0]).toEqual({ a: 3 })
  expect(after.changed.list[1]).toBe(before.changed.list[1])
  expect(after.same).toBe(before.same)
})
